// Keeps the last questions and the starred ones, in this browser alone. Nothing is sent.
"use strict";

(() => {
  const KEPT_AS = "pincite-questions";
  const LAST = 20; // questions without a star
  const LONGEST = 2000; // characters of a question that are kept
  let cleared = null; // what Undo brings back

  const isEntry = (one) =>
    typeof one === "object" && one !== null &&
    ["question", "verdict", "at"].every((name) => typeof one[name] === "string") &&
    typeof one.url === "string" && one.url.startsWith(Pincite.at("/?")) &&
    typeof one.starred === "boolean" && !Number.isNaN(Date.parse(one.at));

  /** Return the questions, newest first; none where the storage is off or holds something else. */
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT_AS));
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  /** Keep the questions; where the storage is full, the oldest without a star make room. */
  function write(entries) {
    let kept = entries;
    for (;;) {
      try {
        localStorage.setItem(KEPT_AS, JSON.stringify(kept));
        return true;
      } catch (error) {
        const oldest = error.name === "QuotaExceededError" && kept.findLast((one) => !one.starred);
        if (!oldest) return false;
        kept = kept.filter((one) => one !== oldest);
      }
    }
  }

  const here = () => location.pathname + location.search;
  const result = () => document.querySelector("[data-question]");

  function remember() {
    const { question, verdict } = result().dataset;
    const [before] = read().filter((one) => one.url === here());
    const entry = {
      question: question.slice(0, LONGEST), url: here(), verdict,
      at: new Date().toISOString(), starred: before?.starred ?? false,
    };
    let free = LAST;
    const others = read().filter((one) => one.url !== entry.url);
    write([entry, ...others].filter((one) => one.starred || free-- > 0));
  }

  function showStar() {
    const button = document.querySelector("[data-star]");
    const entry = read().find((one) => one.url === here());
    button.hidden = !entry; // no storage, no star
    button.textContent = entry?.starred ? "★ Starred" : "☆ Star this question";
    button.setAttribute("aria-pressed", String(entry?.starred ?? false));
  }

  function star(url) {
    const entries = read();
    const entry = entries.find((one) => one.url === url);
    if (!entry) return;
    entry.starred = !entry.starred;
    const done = write(entries);
    Pincite.announce(!done ? "Not kept: the browser has no room" : entry.starred ? "Starred" : "Star removed");
  }

  function button(text, name, action) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "plain", textContent: text, ariaLabel: name });
    made.addEventListener("click", action);
    return made;
  }

  function item(entry) {
    const link = Object.assign(document.createElement("a"), { href: entry.url, dir: "auto", textContent: entry.question });
    const when = Object.assign(document.createElement("time"), { dateTime: entry.at });
    when.textContent = new Date(entry.at).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
    const about = document.createElement("span");
    about.className = "about";
    about.append(`${entry.verdict}, `, when);
    const row = document.createElement("li");
    const starring = button(entry.starred ? "★" : "☆", `Star “${entry.question}”`, () => {
      star(entry.url);
      list();
      document.querySelectorAll(".history [aria-pressed]")[at(entry.url)]?.focus();
    });
    starring.setAttribute("aria-pressed", String(entry.starred));
    const removing = button("×", `Remove “${entry.question}”`, () => {
      const place = at(entry.url);
      write(read().filter((one) => one.url !== entry.url));
      Pincite.announce("Removed");
      list();
      (document.querySelectorAll(".history li a")[place] ?? document.getElementById("q")).focus();
    });
    row.append(starring, link, about, removing);
    return row;
  }

  /** Put the newest questions into the form that asks them again for an evidence pack. */
  function listPacked(form, entries) {
    const most = Number(form.dataset.most);
    const button = form.querySelector("button");
    const fields = entries.slice(0, most).map(({ url }) =>
      Object.assign(document.createElement("input"), { type: "hidden", name: "url", value: url }));
    form.hidden = !entries.length;
    button.textContent = `Evidence pack of ${entries.length > most ? `the last ${most}` : "these questions"}`;
    form.replaceChildren(button, ...fields);
  }

  const at = (url) => read().findIndex((one) => one.url === url);

  function list() {
    const panel = document.querySelector(".history");
    if (!panel) return;
    const entries = read();
    panel.hidden = !entries.length && !cleared;
    panel.querySelector("ul").replaceChildren(...entries.map(item));
    panel.querySelector("[data-history=save]").hidden = !entries.length;
    panel.querySelector("[data-history=clear]").hidden = !entries.length;
    panel.querySelector("[data-history=undo]").hidden = !cleared;
    listPacked(panel.querySelector("form"), entries);
  }

  const DEEDS = {
    save() {
      const rows = read().map(({ url, ...one }) => ({ ...one, url: new URL(url, location.origin).href }));
      const file = new Blob([JSON.stringify(rows, null, 1)], { type: "application/json" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "pincite-questions.json";
      link.click();
      setTimeout(URL.revokeObjectURL, 60_000, link.href);
    },
    clear() {
      cleared = read();
      write([]);
      list();
      Pincite.announce("Recent questions cleared");
      document.querySelector("[data-history=undo]").focus();
    },
    undo() {
      write([...read(), ...cleared]);
      cleared = null;
      list();
      Pincite.announce("Recent questions are back");
      document.querySelector("[data-history=clear]").focus();
    },
  };

  document.addEventListener("pincite:page", (event) => {
    cleared = null;
    if (result()) {
      if (event.detail.fresh) remember();
      showStar();
    }
    list();
  });

  document.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-history]")?.dataset.history;
    if (deed) DEEDS[deed]();
    if (event.target.closest("[data-star]")) {
      star(here());
      showStar();
    }
  });

  addEventListener("storage", list); // another tab asked
})();
