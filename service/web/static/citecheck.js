// A draft: drop it anywhere, and see how far its check is without a flash.
"use strict";
document.documentElement.classList.add("scripted");

function form(send) {
  const input = send.querySelector("input[type=file]");
  const text = send.querySelector("textarea");
  const chosen = send.querySelector(".chosen");
  const most = Number(send.dataset.maxBytes);
  const taken = input.accept.split(",");

  function show() {
    const file = input.files[0];
    const wrong = !file ? "" : !taken.some((end) => file.name.toLowerCase().endsWith(end))
      ? `${file.name} is not a draft. Choose a file that ends in ${taken.join(", ")}.`
      : file.size > most ? `${file.name} has ${Pincite.size(file.size)}; at most ${Pincite.size(most)}.` : "";
    input.setCustomValidity(wrong);
    chosen.textContent = !file ? "" : wrong || file.name;
    text.setCustomValidity(file || text.value.trim() ? "" : "Choose a file, or paste its text.");
  }

  Pincite.takeDrops(document.body, (dropped) => {
    input.files = dropped.files;
    show();
    send.querySelector("button").focus();
  });
  input.addEventListener("change", show);
  text.addEventListener("input", show);
  show();
}

function follow(check) {
  const address = new URL(location.href);
  address.searchParams.set("format", "json");
  const numbers = check.querySelector(".numbers");
  const bar = check.querySelector("progress");

  async function look() {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      const now = answer.ok ? await answer.json() : null;
      if (answer.status === 404 || (now && !["waiting", "running"].includes(now.state))) {
        location.reload();
        return;
      }
      if (now && now.total) {
        numbers.textContent = `${now.done} of ${now.total} steps done: each report is scanned, then each quotation and claim is judged.`;
        bar.max = now.total;
        bar.value = now.done;
      } else if (now) {
        numbers.textContent = now.state === "running" ? "Reading the draft." : "It is read as soon as those before it are done.";
      }
    } catch { /* the service is away for a moment: ask again */ }
    setTimeout(look, 1000);
  }
  setTimeout(look, 500);
}

const send = document.querySelector("form.draft-form");
if (send) form(send);
const check = document.querySelector("[data-check]");
if (check && ["waiting", "running"].includes(check.dataset.state)) follow(check);
