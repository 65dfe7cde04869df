// What every page gains from a script; nothing needs it.
"use strict";

const Pincite = {
  /** The address of a place of the service, which may stand below a path of its host. */
  at(path) {
    return document.documentElement.dataset.base + path;
  },

  /** Tell those who cannot see it what has changed. */
  announce(text) {
    document.getElementById("live").textContent = text;
  },

  /** Put a text, or the text of a promise, on the clipboard; resolves to whether it is there. */
  async copy(given) {
    const text = Promise.resolve(given);
    try {
      // Safari lets a page write after a wait only if it was given the promise before.
      await navigator.clipboard.write([
        new ClipboardItem({ "text/plain": text.then((one) => new Blob([one], { type: "text/plain" })) }),
      ]);
      return true;
    } catch {
      // Away from localhost a browser gives the clipboard to https alone; this still works.
      return text.then(this.copyByHand, () => false);
    }
  },

  /** Copy a text as if it had been marked on the page; return whether it was copied. */
  copyByHand(text) {
    const area = document.createElement("textarea");
    const focused = document.activeElement;
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus({ preventScroll: true });
    return copied;
  },

  /** Take the files that are dropped anywhere on the page; a class of an element shows that it will. */
  takeDrops(shown, take) {
    const over = (event, inside) => {
      if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      shown.classList.toggle("over", inside);
    };
    addEventListener("dragover", (event) => over(event, true));
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(event, false); });
    addEventListener("drop", (event) => {
      over(event, false);
      if (event.dataTransfer && event.dataTransfer.files.length) take(event.dataTransfer);
    });
  },

  /** The size of a file in words. */
  size(bytes) {
    return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB`
      : `${(bytes / 1e6).toFixed(1).replace(".0", "")} MB`;
  },

  /** Tell whether a key belongs to what is being written, to a control or to the browser. */
  isTaken(event) {
    return (
      event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey ||
      event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog") !== null
    );
  },
};
