// A link to a sentence of a changed text: find where it leads now, and say what became of it.
"use strict";
const Links = (() => {
  const FORM = /^#(s(\d+)~[a-z2-7]{12}(?:-\d+-\d+)?)$/;

  // The fragment of a link, and the number in it; none of an address of another form.
  function linked() {
    const [, link, number] = FORM.exec(location.hash.replace(/%7e/i, "~")) ?? [];
    return link ? { link, number: Number(number) } : null;
  }

  // Ask the service; none where it knows nothing of the report.
  async function resolve(url, { link }) {
    const answer = await fetch(`${url}?${new URLSearchParams({ link, format: "json" })}`);
    return answer.ok ? answer.json() : null;
  }

  function line(name, words) {
    const label = Object.assign(document.createElement("dt"), { textContent: name });
    const text = document.createElement("dd");
    text.append(Object.assign(document.createElement("bdi"), { textContent: words }));
    return [label, text];
  }

  // Say what became of a sentence, with its old words beside the new ones.
  function tell(place, { message, display, former_display: former, status }) {
    const said = Object.assign(document.createElement("p"), { textContent: message });
    const words = document.createElement("dl");
    if (former) words.append(...line(status === "reworded" ? "Then" : "It said", former));
    if (former && display) words.append(...line("Now", display));
    const close = Object.assign(document.createElement("button"), {
      type: "button", className: "close", textContent: "×", ariaLabel: "Close this message",
    });
    close.addEventListener("click", () => place.replaceChildren());
    place.replaceChildren(said, ...(former ? [words] : []), close);
  }

  return { linked, resolve, tell };
})();

// The page of a report that is gone: the sentence may stand in one of another name.
(async () => {
  const place = document.querySelector(".gone-report");
  const asked = place && Links.linked();
  const found = asked && await Links.resolve(location.pathname, asked);
  if (!found) return;
  Links.tell(place, found);
  if (!found.url) return;
  const way = Object.assign(document.createElement("a"), { textContent: "Go to the sentence" });
  way.href = Pincite.at(found.url);
  place.querySelector("p").append(" ", way);
})();
