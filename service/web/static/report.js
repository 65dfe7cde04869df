// The reading view: choose a sentence, find words, show its page. Without it, links do the same.
"use strict";
(() => {
  const view = document.querySelector(".reading");
  if (!view) return;
  const panel = view.querySelector(".cited");
  const [bar, head] = view.querySelectorAll(".bar, .head");
  const stuck = () => (bar.offsetHeight ? bar : head); // on a narrow page the head alone
  const { report, url, form } = view.dataset;
  const kept = view.dataset.kept && `&${view.dataset.kept}`;
  const sentence = (number) => document.getElementById(`s${number}`);
  const numberOf = (element) => Number(element.id.slice(1));
  const inHash = () => Links.linked()?.number ?? Number(/^#s(\d+)$/.exec(location.hash)?.[1] ?? 0);
  const told = view.querySelector(".linked");
  // A sentence's own link holds its anchor; an index of an older version has none.
  const hashOf = (number) => {
    const before = (sentence(number)?.closest(".pair") ?? sentence(number))?.previousElementSibling;
    return `#${before?.localName === "i" ? before.id : `s${number}`}`;
  };
  document.documentElement.classList.add("scripted");

  // --- the chosen sentence
  let chosen = 0;
  let asked = 0;

  async function choose(number, { scroll = false, keep = false } = {}) {
    const element = sentence(number);
    if (!element) return;
    sentence(chosen)?.classList.remove("here");
    chosen = number;
    element.classList.add("here");
    if (scroll) element.scrollIntoView();
    settle(element);
    if (!keep) history.replaceState(history.state, "", hashOf(number));
    markSection(element);
    const turn = ++asked;
    const answer = await fetch(`${url}?sentence=${number}&format=json`);
    if (turn === asked && answer.ok) show(await answer.json());
  }

  // Parts that come into sight take their true height and may push the sentence away: bring it
  // back until it stays.
  function settle(element, frames = 8) {
    requestAnimationFrame(() => {
      if (sentence(chosen) !== element) return;
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom < stuck().getBoundingClientRect().bottom || top > innerHeight) element.scrollIntoView();
      if (frames > 0) settle(element, frames - 1);
    });
  }

  function show({ number, pages, quote, ocr, drawn }) {
    const say = (name, text) => {
      const place = panel.querySelector(`[data-say=${name}]`);
      if (place) place.textContent = text;
    };
    const lead = (name, address) => {
      for (const link of panel.querySelectorAll(`[data-way=${name}]`)) link.href = address;
    };
    const page = pages ? pages[0] : 1;
    say("number", number);
    say("page", pages ? `, page ${page}${ocr ? ", read by OCR" : ""}` : "");
    say("quote", quote);
    const parts = drawn.map(([start, end]) => `“${[...quote].slice(start, end).join("").trim()}”`);
    say("drawn", parts.length ? `Drawn by the program, not in the source's own text: ${parts.join(", ")}.` : "");
    lead("cite", Pincite.at(`/cite?id=${encodeURIComponent(`${report}#s${number}`)}`));
    lead("link", url + hashOf(number));
    lead("page", `${url}?page=${page}&sentence=${number}${kept}`);
    lead("before", `#s${number - 1}`);
    lead("after", `#s${number + 1}`);
    panel.querySelector("[data-way=before]").hidden = !sentence(number - 1);
    panel.querySelector("[data-way=after]").hidden = !sentence(number + 1);
    panel.querySelector(".close").hidden = false;
    panel.hidden = false;
    tellViewer(number, pages);
  }

  function tellViewer(number, pages) {
    view.dispatchEvent(new CustomEvent("chosen", { detail: { number, pages } }));
  }

  function unchoose() {
    sentence(chosen)?.classList.remove("here");
    chosen = 0;
    asked += 1;
    panel.hidden = true;
    tellViewer(0, null);
  }

  function close() {
    unchoose();
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  view.addEventListener("choose", (event) => choose(event.detail, { scroll: true }));
  panel.querySelector(".close").addEventListener("click", close);

  view.querySelector(".report").addEventListener("click", (event) => {
    const link = event.target.closest("a.n");
    const element = link ? sentence(link.hash.slice(2)) : event.target.closest("bdi[id]");
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!link && !getSelection().isCollapsed) return; // somebody marks text to copy it
    event.preventDefault();
    choose(numberOf(element));
  });
  panel.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-way]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const way = link.dataset.way;
    if (way === "before" || way === "after") {
      event.preventDefault();
      choose(chosen + (way === "after" ? 1 : -1), { scroll: true });
    } else if (way === "link" && navigator.clipboard) {
      event.preventDefault();
      await navigator.clipboard.writeText(link.href);
      link.textContent = "Link copied";
      setTimeout(() => { link.textContent = "Copy link"; }, 2000);
    }
  });
  addEventListener("hashchange", () => follow());

  // Go where the address points. Where its sentence does not stand there, ask the service.
  async function follow() {
    told.replaceChildren();
    const link = Links.linked();
    if (!link || document.getElementById(link.link)) {
      if (inHash()) choose(inHash(), { keep: true });
      return;
    }
    const found = await Links.resolve(url, link);
    if (Links.linked()?.link !== link.link) return; // the reader went elsewhere meanwhile
    if (found?.message) Links.tell(told, found);
    if (found?.sentence) choose(found.sentence, { scroll: true }); // in what the message leaves free
    else unchoose();
  }

  // --- the section in the contents that holds it
  function markSection(element) {
    const links = [...view.querySelectorAll(".contents a[href^='#s']")];
    links.forEach((link) => link.removeAttribute("aria-current"));
    const above = links.filter((link) => Number(link.hash.slice(2)) <= numberOf(element)).at(-1);
    above?.setAttribute("aria-current", "true");
    const list = above?.closest("ol");
    if (list) list.scrollTop += above.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
  }

  // --- finding words
  const box = document.getElementById("find");
  const steps = view.querySelector(".find .steps");
  const count = view.querySelector(".find .count");
  const canMark = "highlights" in CSS;
  let hits = [];
  let at = -1;
  let found = "";

  // Places come in code points; a text node counts UTF-16 units.
  function unit(text, points) {
    let units = 0;
    for (const character of text) {
      if (points-- === 0) break;
      units += character.length;
    }
    return units;
  }

  function ranges({ number, spans }) {
    const node = sentence(number)?.firstChild;
    if (!node) return [];
    return spans.map(([start, end]) => {
      const range = new Range();
      range.setStart(node, unit(node.data, start));
      range.setEnd(node, unit(node.data, end));
      return range;
    });
  }

  async function find(words, { step = true } = {}) {
    found = words;
    hits = [];
    at = -1;
    if (words) {
      const wanted = new URLSearchParams({ find: words, form, format: "json" });
      const answer = await fetch(`${url}?${wanted}`);
      if (found !== words) return;
      hits = answer.ok ? (await answer.json()).sentences : [];
    }
    if (canMark) CSS.highlights.set("found", new Highlight(...hits.flatMap(ranges)));
    if (hits.length && step) {
      const first = hits.findIndex((hit) => hit.number >= (chosen || inSight()));
      go(first < 0 ? 0 : first);
    } else tell();
  }

  // The first hit in or below the window, by halves: each look lays a part of the report out.
  function inSight() {
    let low = 0;
    let high = hits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sentence(hits[middle].number).getBoundingClientRect().bottom < 0) low = middle + 1;
      else high = middle;
    }
    return hits[low]?.number ?? 1;
  }

  function go(to) {
    at = (to + hits.length) % hits.length;
    if (canMark) CSS.highlights.set("found-here", new Highlight(...ranges(hits[at])));
    choose(hits[at].number, { scroll: true });
    tell();
  }

  function tell() {
    steps.hidden = hits.length === 0;
    if (canMark && !hits.length) CSS.highlights.delete("found-here");
    if (!found) count.textContent = "";
    else if (!hits.length) count.textContent = "No matches";
    else count.textContent = at < 0 ? `${hits.length} sentence${hits.length === 1 ? "" : "s"}` : `${at + 1} of ${hits.length}`;
  }

  function submit(step) {
    const words = box.value.trim();
    if (words !== found) find(words);
    else if (hits.length) go(at + step);
  }
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(1);
  });
  box.addEventListener("input", () => box.value.trim() || find(""));
  steps.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) submit(Number(button.dataset.step));
  });

  // --- keys
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === box) {
      if (event.key === "Enter" && event.shiftKey) {
        event.preventDefault();
        submit(-1);
      } else if (event.key === "Escape") {
        box.value = "";
        find("");
      }
      return;
    }
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "/") {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "n" || event.key === "N") {
      if (hits.length) go(at + (event.key === "n" ? 1 : -1));
    } else if (event.key === "j" || event.key === "k") {
      choose(chosen ? chosen + (event.key === "j" ? 1 : -1) : 1, { scroll: true });
    } else if (event.key === "Escape" && chosen) close();
  });

  // --- the form of the text keeps the sentence
  view.querySelector(".forms")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && chosen) link.hash = hashOf(chosen);
  });

  // --- the contents: a column where there is room, else a menu that closes when it was used
  const contents = view.querySelector(".contents details");
  if (contents) {
    const room = matchMedia(view.matches(".drawn") ? "(min-width: 106rem)" : "(min-width: 84rem)");
    const isMenu = () => !room.matches || !view.matches(".sectioned");
    const arrange = () => { contents.open = !isMenu(); };
    room.addEventListener("change", arrange);
    arrange();
    addEventListener("click", (event) => {
      const used = event.target.closest(".contents a");
      if (isMenu() && (used || !contents.contains(event.target))) contents.open = false;
    });
    contents.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isMenu() || !contents.open) return;
      event.stopPropagation();
      contents.open = false;
      contents.querySelector("summary").focus();
    });
  }
  if (matchMedia("(max-width: 60rem)").matches) view.querySelector(".said")?.removeAttribute("open");
  // What sticks below the bar, or scrolls under it, needs its height.
  new ResizeObserver(() => view.style.setProperty("--bar", `${stuck().offsetHeight}px`)).observe(head);
  if (navigator.clipboard) panel.querySelector("[data-way=link]").textContent = "Copy link";
  const asAsked = Number(new URLSearchParams(location.search).get("sentence") ?? 0);
  if (Links.linked() || sentence(inHash())) follow();
  else if (asAsked) choose(asAsked, { scroll: true });
  else tellViewer(0, null);
  if (box.value.trim()) {
    view.querySelector(".found")?.setAttribute("hidden", "");
    find(box.value.trim(), { step: !inHash() });
  }
})();
