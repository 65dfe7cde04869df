// Question files: drop one anywhere, watch it being answered without a flash, find it again.
"use strict";
document.documentElement.classList.add("scripted");

const RECENT = "pincite-question-files";
const MOST_RECENT = 8;

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
    return Array.isArray(kept) ? kept.filter((job) => /^[0-9a-f]{32}$/.test(job.id)) : [];
  } catch {
    return [];
  }
}

function keep(jobs) {
  try {
    localStorage.setItem(RECENT, JSON.stringify(jobs.slice(0, MOST_RECENT)));
  } catch { /* the browser keeps nothing: the address of the page still does */ }
}

function form(send) {
  const input = send.querySelector("input[type=file]");
  const chosen = send.querySelector(".chosen");
  const most = Number(send.dataset.maxBytes);
  const taken = input.accept.split(",");

  function show() {
    const file = input.files[0];
    const wrong = !file ? "" : !taken.some((end) => file.name.toLowerCase().endsWith(end))
      ? `${file.name} is not a question file. Choose one that ends in ${taken.join(", ")}; to add a report, see Reports.`
      : file.size > most ? `${file.name} has ${Pincite.size(file.size)}; at most ${Pincite.size(most)}.` : "";
    input.setCustomValidity(wrong);
    chosen.textContent = !file ? "" : wrong || `${file.name}, ${Pincite.size(file.size)}`;
  }

  Pincite.takeDrops(document.body, (dropped) => {
    input.files = dropped.files;
    show();
    send.querySelector("button").focus();
  });
  input.addEventListener("change", show);
  show();

  const section = document.querySelector(".recent");
  for (const job of recent()) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = Pincite.at(`/batch/${job.id}`);
    link.textContent = job.name;
    item.append(link);
    section.querySelector("ul").append(item);
    section.hidden = false;
  }
}

// A page out of the browser's memory may show a file that is gone.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

function follow(job) {
  const address = new URL(location.href);
  address.searchParams.set("format", "json");

  const unfinished = () => ["queued", "running"].includes(job.dataset.state);

  // The server draws the page; what changed of it takes the place of what is here.
  async function redraw() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = drawn.querySelector("[data-job]");
    if (!fresh) return;
    document.title = drawn.title;
    Object.assign(job.dataset, fresh.dataset);
    const over = !unfinished();
    const state = job.querySelector(".state");
    const newState = fresh.querySelector(".state");
    if (state.textContent !== newState.textContent) {  // a new text is read out, a new element not
      state.textContent = newState.textContent;
      state.className = newState.className;
    }
    const bar = job.querySelector("progress");
    const newer = fresh.querySelector("progress");
    if (bar && newer) bar.value = newer.value;
    if (!bar === !newer) put(".progress .numbers");
    else put(".progress");  // with its numbers: an element that was put cannot be put again
    for (const name of [".change", ".summary", ".take", ".results"]) put(name);

    function put(name) {
      const old = job.querySelector(name);
      const now = fresh.querySelector(name);
      if (!old && now) {
        job.querySelector(".results, .end").before(now);
      } else if (old && !now) {
        old.remove();
      } else if (old && old.outerHTML !== now.outerHTML && (over || !busy(old))) {
        const focused = old.contains(document.activeElement);
        old.replaceWith(now);
        if (focused) {
          now.tabIndex = -1;
          now.focus();
        }
      }
    }
  }

  // What somebody is reading with the keyboard or marking with the mouse stays as it is.
  function busy(part) {
    const selection = getSelection();
    return part.contains(document.activeElement)
      || (!selection.isCollapsed && part.contains(selection.anchorNode));
  }

  async function look() {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.status === 404) return;
      if (answer.ok) {
        const now = await answer.json();
        if (String(now.done) !== job.dataset.done || now.state !== job.dataset.state) await redraw();
      }
    } catch { /* the service is away for a moment: ask again */ }
    if (unfinished()) setTimeout(look, 1000);
  }

  const others = recent().filter((other) => other.id !== job.dataset.job);
  keep([{ id: job.dataset.job, name: job.dataset.name }, ...others]);
  if (unfinished()) setTimeout(look, 500);
}

const send = document.querySelector("form.send");
if (send) form(send);
const job = document.querySelector("[data-job]");
if (job) follow(job);
