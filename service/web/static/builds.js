// Reports: drop files and folders anywhere, and watch the build without reloading the page.
"use strict";
document.documentElement.classList.add("scripted");
const SECOND = 1000;
const UNFINISHED = ["waiting", "running"];

// ---- The build: the server draws its state; this puts it in place of the one before.
async function follow() {
  const shown = document.getElementById("build");
  if (!shown || !UNFINISHED.includes(shown.dataset.state)) return;
  try {
    const answer = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = drawn.getElementById("build");
      if (!next) { location.reload(); return; } // it ended, and the list of reports has changed
      shown.replaceWith(next);
      document.title = drawn.title;
      if (!UNFINISHED.includes(next.dataset.state)) {
        document.querySelectorAll("[data-ended]").forEach((ways) => { ways.hidden = false; });
        document.getElementById("live").textContent = next.querySelector(".state").textContent;
      }
    }
  } catch { /* the service is busy or restarts: ask again */ }
  setTimeout(follow, SECOND);
}
setTimeout(follow, SECOND);

// ---- The form: a folder that is dropped keeps the names of its folders.
function read(entry, found) {
  if (entry.isFile) {
    return new Promise((done) => {
      entry.file((file) => { found.push([file, entry.fullPath.replace(/^\//, "")]); done(); }, done);
    });
  }
  const reader = entry.createReader();
  return new Promise((done) => {
    const more = () => reader.readEntries(async (entries) => { // at most a hundred at a time
      if (!entries.length) { done(); return; }
      for (const inner of entries) await read(inner, found);
      more();
    }, done);
    more();
  });
}

async function send(form, files) {
  const sending = form.querySelector(".sending");
  const body = new FormData();
  if (form.elements.replace.checked) body.append("replace", "1");
  for (const [file, path] of files) body.append("file", file, path);
  sending.textContent = `Sending ${files.length} file${files.length === 1 ? "" : "s"} …`;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const content = await answer.json();
    if (answer.ok) { location.assign(Pincite.at(content.url)); return; }
    sending.textContent = content.detail;
  } catch {
    sending.textContent = "The files could not be sent. Try again.";
  }
}

const form = document.querySelector("form.add");
if (form) {
  Pincite.takeDrops(form, async (dropped) => {
    const plain = [...dropped.files].map((file) => [file, file.name]);
    const entries = [...dropped.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const files = [];
    for (const entry of entries) await read(entry, files);
    const around = form.closest("details");
    if (around) around.open = true;
    send(form, entries.length ? files : plain);
  });
  form.addEventListener("submit", () => { form.querySelector(".sending").textContent = "Sending …"; });
}
