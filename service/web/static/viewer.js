// The printed page beside the text: its image, the outline of the sentence, words that can be
// selected. report.js tells which sentence is chosen. Without a script, links show the same page.
"use strict";
(() => {
  const view = document.querySelector(".reading.drawn");
  if (!view) return;
  const viewer = view.querySelector(".viewer");
  const scroller = viewer.querySelector(".scroller");
  const sheet = viewer.querySelector(".page");
  const image = sheet.querySelector("img");
  const outlines = sheet.querySelector(".outlines");
  const words = sheet.querySelector(".words");
  const why = viewer.querySelector(".why");
  const over = view.querySelector(".sheet-over");
  const wide = matchMedia("(min-width: 75rem)");
  const last = Number(view.dataset.pages);
  const LINE = 14; // pixels of a printed line that can be read
  const steps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
  const known = new Map();
  let shown = 0; // the page in the viewer; 0 before there is one
  let wanted = 0; // the page that was asked for last
  let chosen = { number: 0, pages: null };
  let zoom = 1;
  // A link from an answer names the cell that answers, in the row that it leads to.
  const asked = { cell: Number(new URLSearchParams(location.search).get("cell")), hash: location.hash };
  viewer.hidden = false;

  const below = view.dataset.url.slice(Pincite.at("/reports/").length);
  const address = (page) => Pincite.at(`/page-images/${page}/${below}`);
  const inSight = () => wide.matches || over.open;

  // --- a page and its image
  async function load(page) {
    if (!known.has(page)) {
      const answer = await fetch(`${address(page)}?format=json`, {
        headers: { Accept: "application/json" },
      });
      const content = await answer.json();
      if (!answer.ok) throw new Error(content.detail);
      known.set(page, content);
    }
    return known.get(page);
  }

  async function show(page) {
    wanted = page;
    say("page", page);
    for (const button of viewer.querySelectorAll("[data-turn]")) {
      const to = page + Number(button.dataset.turn);
      button.disabled = to < 1 || to > last;
    }
    if (shown === page) return settle();
    try {
      const content = await load(page);
      if (wanted === page) draw(page, content);
    } catch (error) {
      // A request that never arrived has no problem to tell.
      const reason = error instanceof TypeError ? "The service cannot be reached: try again" : error.message;
      if (wanted === page) fail(reason);
    }
  }

  function draw(page, content) {
    shown = page;
    why.hidden = true;
    scroller.hidden = false;
    sheet.style.aspectRatio = `${content.width} / ${content.height}`;
    image.src = address(page);
    words.replaceChildren(...content.sentences.map((sentence) => text(sentence, content)));
    settle();
  }

  function fail(reason) {
    shown = 0;
    scroller.hidden = true;
    image.removeAttribute("src");
    const end = /[.…]$/.test(reason) ? "" : ".";
    why.querySelector("span").textContent = `The image is missing. ${reason[0].toUpperCase()}${reason.slice(1)}${end}`;
    why.hidden = false;
  }
  why.querySelector("button").addEventListener("click", () => show(wanted));
  image.addEventListener("error", () => image.hasAttribute("src") && fail("It did not arrive: try again"));

  function say(name, value) {
    viewer.querySelector(`[data-say=${name}]`).textContent = value;
  }

  // --- the words: each printed line is stretched to the width of its box
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "100px sans-serif";

  function place(element, [left, top, right, bottom], { width, height }, gap = 0) {
    element.style.left = `${((left - gap) / width) * 100}%`;
    element.style.top = `${((top - gap) / height) * 100}%`;
    element.style.width = `${((right - left + 2 * gap) / width) * 100}%`;
    element.style.height = `${((bottom - top + 2 * gap) / height) * 100}%`;
  }

  function text({ number, lines }, content) {
    const whole = document.createElement("span");
    whole.dataset.sentence = number;
    lines.forEach((line, at) => {
      const part = document.createElement("span");
      part.textContent = line.text + (at === lines.length - 1 ? "\n" : "");
      place(part, line.box, content);
      const [left, top, right, bottom] = line.box;
      const natural = (pen.measureText(line.text.trim()).width * (bottom - top)) / 100;
      part.style.width = "max-content";
      part.style.fontSize = `${((bottom - top) / content.width) * 100}cqw`;
      if (natural > 0) part.style.transform = `scaleX(${(right - left) / natural})`;
      whole.append(part);
    });
    return whole;
  }

  // --- the outline, and the part of the page in sight
  function lines(content) {
    const found = content?.sentences.find(({ number }) => number === chosen.number);
    const cell = new RegExp(`^#s${chosen.number}(~|$)`).test(asked.hash) ? found?.cells[asked.cell - 1] : null;
    return cell?.length ? cell.map((box) => ({ box })) : found?.lines ?? [];
  }

  function settle() {
    const content = known.get(shown);
    const found = lines(content);
    outlines.replaceChildren(...found.map(({ box }) => {
      const outline = document.createElement("i");
      place(outline, box, content, 2);
      return outline;
    }));
    const named = found.length ? ` with sentence ${chosen.number} outlined` : "";
    image.alt = `Image of page ${shown}${named}`;
    if (!content) return;
    if (found.length && over.open) {
      // On a phone a whole page has letters too small to read.
      const [, top, , bottom] = found[0].box;
      magnify(Math.max(1, Math.min(4, (LINE * content.width) / ((bottom - top) * scroller.clientWidth))));
    }
    scrollTo(found[0]?.box ?? [0, 0], content);
  }

  function scrollTo([left, top], { width, height }) {
    const { clientWidth, clientHeight } = scroller;
    scroller.scrollTop = (top / height) * sheet.offsetHeight - clientHeight / 4;
    scroller.scrollLeft = (left / width) * sheet.offsetWidth - 0.03 * clientWidth;
  }

  // --- zoom: 1 fits the width; the outline, or the middle of what is in sight, stays in sight
  function magnify(to) {
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = scroller;
    const across = (scrollLeft + clientWidth / 2) / sheet.offsetWidth;
    const down = (scrollTop + clientHeight / 2) / sheet.offsetHeight;
    zoom = to;
    sheet.style.width = `${100 * zoom}%`;
    say("zoom", Math.round(100 * zoom));
    scroller.scrollLeft = across * sheet.offsetWidth - clientWidth / 2;
    scroller.scrollTop = down * sheet.offsetHeight - clientHeight / 2;
  }

  function step(way) {
    const outline = outlines.firstElementChild?.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    const keeps = outline && outline.bottom > frame.top && outline.top < frame.bottom;
    if (way === 0) magnify(1);
    else if (way > 0) magnify(steps.find((each) => each > zoom + 0.01) ?? zoom);
    else magnify(steps.findLast((each) => each < zoom - 0.01) ?? zoom);
    const content = known.get(shown);
    if (keeps) scrollTo(lines(content)[0].box, content);
  }

  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom) step(Number(button.dataset.zoom));
    else if (button?.dataset.turn) show(wanted + Number(button.dataset.turn));
    else if (button?.matches(".close")) over.close();
    const sentence = event.target.closest("[data-sentence]");
    if (sentence && getSelection().isCollapsed) {
      view.dispatchEvent(new CustomEvent("choose", { detail: Number(sentence.dataset.sentence) }));
    }
  });
  addEventListener("keydown", (event) => {
    if (Pincite.isTaken(event) && !over.open) return;
    const way = { "+": 1, "=": 1, "-": -1, 0: 0 }[event.key];
    if (way === undefined || event.ctrlKey || event.metaKey || event.altKey || !inSight()) return;
    event.preventDefault();
    step(way);
  });

  // A mouse drags the paper where it has no words; a finger scrolls by itself.
  scroller.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    if (event.target.closest("[data-sentence]") || event.target === scroller) return;
    event.preventDefault();
    scroller.setPointerCapture(event.pointerId);
    scroller.focus({ preventScroll: true });
    const drag = ({ movementX, movementY }) => scroller.scrollBy(-movementX, -movementY);
    scroller.addEventListener("pointermove", drag);
    scroller.addEventListener("lostpointercapture", () => scroller.removeEventListener("pointermove", drag), { once: true });
  });

  // --- beside the text on a wide page; over it, when asked for, on a narrow one
  function update() {
    if (inSight()) show(chosen.pages ? chosen.pages[0] : wanted || 1);
  }

  function open() {
    over.append(viewer);
    over.showModal();
    update();
  }
  over.addEventListener("close", () => {
    view.querySelector(".pane").append(viewer);
    magnify(1);
  });
  view.querySelector(".cited").addEventListener("click", (event) => {
    const link = event.target.closest("[data-way=page]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  view.addEventListener("chosen", (event) => {
    chosen = event.detail;
    update();
  });
  wide.addEventListener("change", () => {
    if (over.open) over.close();
    update();
  });
})();
