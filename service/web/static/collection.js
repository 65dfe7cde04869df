// The collection: find while typing. The server finds; this puts what it found in its place.
"use strict";
const find = document.getElementById("find");
let waits = 0;
let asked = 0;

async function look() {
  const address = new URL(Pincite.at("/reports"), location.href);
  const fields = new FormData(find.form);
  for (const [name, value] of fields) if (value) address.searchParams.set(name, value);
  const mine = ++asked;
  try {
    const answer = await fetch(address);
    if (!answer.ok || mine !== asked) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    document.getElementById("found").replaceWith(drawn.getElementById("found"));
    history.replaceState(null, "", address);
  } catch { /* the button still asks */ }
}

if (find) find.addEventListener("input", () => {
  clearTimeout(waits);
  waits = setTimeout(look, 150);
});
