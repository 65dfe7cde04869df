// The page that asks, without reloading: the same pages are fetched, and their <main> taken over.
"use strict";

(() => {
  const main = document.getElementById("main");
  const kept = new Map(); // pages seen, by address: Back is at once
  const KEPT = 20;
  const QUIET_MS = 150; // what is quicker than this needs no sign that it is under way
  let here = address(location);
  let running = null;

  function address(place) {
    return place.pathname + place.search;
  }

  const field = () => document.getElementById("q");
  const answers = () => [...main.querySelectorAll(".answer")];
  const current = () => document.activeElement?.closest(".answer") ?? null;

  /**
   * Show what only works with a script, and bring the form to life.
   * @param {boolean} fresh - whether the page was asked for now, and not come back to
   */
  function wake(fresh) {
    document.dispatchEvent(new CustomEvent("pincite:page", { detail: { fresh } }));
    fit();
    for (const one of main.querySelectorAll("[data-copy], [data-keys]")) one.hidden = false;
    const list = main.querySelector("[data-find]");
    if (list && list.children.length > 8 && !list.previousElementSibling?.matches(".find")) {
      const find = document.createElement("input");
      Object.assign(find, { type: "search", className: "find", placeholder: list.dataset.find });
      find.setAttribute("aria-label", list.dataset.find);
      const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      find.addEventListener("input", () => {
        const wanted = folded(find.value.trim());
        for (const item of list.children) item.hidden = !folded(item.textContent).includes(wanted);
      });
      list.before(find);
    }
  }

  /** Let the question box grow with its text, where the browser does not do so by itself. */
  function fit() {
    const box = field();
    if (!box || CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  function keep() {
    main.querySelector("[autofocus]")?.removeAttribute("autofocus"); // the script sets the focus
    kept.delete(here);
    kept.set(here, { nodes: [...main.childNodes], title: document.title, scroll: scrollY });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }

  function show(nodes, title, fresh) {
    main.replaceChildren(...nodes);
    document.title = title;
    wake(fresh);
  }

  function busy(is) {
    main.classList.toggle("busy", is);
    main.setAttribute("aria-busy", String(is));
    if (is) Pincite.announce("Searching …");
  }

  /** Move the focus to what the new page is about, and say it. */
  function arrive(hash) {
    const target = hash ? main.querySelector(`[id="${CSS.escape(hash.slice(1))}"]`) : null;
    const problem = main.querySelector("#error");
    const status = main.querySelector("#status, h1");
    const home = main.querySelector(".welcome");
    const focused = target || problem || (home ? field() : status);
    if (focused !== target) scrollTo(0, 0);
    target?.closest("details")?.setAttribute("open", "");
    if (focused && !focused.matches("a, button, input, select, [tabindex]")) focused.tabIndex = -1;
    focused?.focus({ preventScroll: focused !== target });
    if (problem) return; // an alert, and now it has the focus
    const said = [status, ...main.querySelectorAll(".result > .chance, .searched")];
    Pincite.announce(said.map((one) => spoken(one).replace(/\.$/, "")).join(". "));
  }

  /** Return a text without what its buttons say. */
  function spoken(element) {
    const copy = element?.cloneNode(true);
    for (const one of copy?.querySelectorAll("button") ?? []) one.remove();
    return copy?.textContent.trim().replace(/\s+/g, " ") ?? "";
  }

  async function visit(url, { push }) {
    running?.abort();
    const mine = (running = new AbortController());
    const asked = field()?.value;
    const slow = setTimeout(busy, QUIET_MS, true);
    try {
      const response = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.getElementById("main");
      if (!found) throw new TypeError("the response has no <main>");
      const typed = field() && field().value !== asked ? field() : null;
      found.querySelector("[autofocus]")?.removeAttribute("autofocus");
      if (address(url) !== here) keep();
      if (push) history.pushState(null, "", url);
      here = address(url);
      show([...found.childNodes], page.title, true);
      if (typed && field()) field().replaceWith(typed); // what was written meanwhile is not lost
      arrive(url.hash);
      if (typed) field()?.focus();
      again(response, url);
    } catch (error) {
      if (error.name === "AbortError") return;
      failed();
    } finally {
      clearTimeout(slow);
      if (running === mine) {
        running = null;
        busy(false);
      }
    }
  }

  /** Ask once more when the service said when. */
  function again(response, url) {
    const seconds = Number(response.headers.get("Retry-After"));
    if (![429, 503].includes(response.status) || !seconds) return;
    setTimeout(() => here === address(url) && !running && visit(url, { push: false }), seconds * 1000);
  }

  function failed() {
    main.querySelector(".failed")?.remove();
    const notice = document.createElement("p");
    notice.className = "notice failed";
    notice.setAttribute("role", "alert");
    notice.textContent = "Pincite cannot reach the service. Your question is still here. Try again in a moment.";
    (main.querySelector("form.ask") ?? main.firstElementChild)?.after(notice);
    field()?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.ask")) return;
    event.preventDefault();
    const url = new URL(event.target.action);
    const given = [...new FormData(event.target)].filter(([name, value]) => value || name === "q");
    url.search = new URLSearchParams(given);
    visit(url, { push: address(url) !== here });
  });

  document.addEventListener("input", (event) => event.target === field() && fit());

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== field() || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field().form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) copied(copy);
    if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
    const link = event.target.closest("a[href]");
    const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || link.origin !== location.origin || link.pathname !== Pincite.at("/")) return;
    if (address(link) === here && link.hash) return; // within the page
    event.preventDefault();
    visit(new URL(link.href), { push: address(link) !== here });
  });

  async function copied(button) {
    const card = button.closest(".answer");
    const quote = card.querySelector(".verbatim") ?? card.querySelector(".sentence");
    const done = await Pincite.copy(quote.textContent);
    button.textContent = done ? "Copied" : "Not copied";
    Pincite.announce(done ? "Quote copied" : "Quote not copied");
    setTimeout(() => (button.textContent = "Copy quote"), 2000);
  }

  addEventListener("popstate", () => {
    const page = kept.get(address(location));
    if (address(location) === here) return; // a place within the page
    running?.abort();
    if (!page) return void visit(new URL(location.href), { push: false });
    keep();
    here = address(location);
    show(page.nodes, page.title, false);
    main.querySelector("form.ask")?.reset(); // it still held the question that came next
    fit();
    scrollTo(0, page.scroll);
    const target = location.hash && document.getElementById(location.hash.slice(1));
    (target || main).focus({ preventScroll: true });
    Pincite.announce(main.querySelector("#status, h1")?.textContent.trim() ?? "");
  });

  /** Go to the next answer or the one before; its address goes with it. */
  function step(by) {
    const all = answers();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
    if (!next) return;
    next.closest("details")?.setAttribute("open", "");
    next.focus();
    history.replaceState(history.state, "", `#${next.id}`);
  }

  const KEYS = {
    "/": () => field()?.select(),
    j: () => step(1),
    k: () => step(-1),
    o: () => (current() ?? answers()[0])?.querySelector(".source a").click(),
    c: () => (current() ?? answers()[0])?.querySelector("[data-cited]").click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const deed = KEYS[event.key];
    if (!deed || Pincite.isTaken(event)) return;
    event.preventDefault();
    deed();
  });

  wake(true);
  const sentence = document.getElementById(location.hash.slice(1))?.closest(".answer");
  sentence?.closest("details")?.setAttribute("open", "");
  sentence?.focus();
})();
