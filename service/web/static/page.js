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

  /** Put a text on the clipboard; resolves to whether it is there. */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Away from localhost a browser gives the clipboard to https alone; this still works.
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
    }
  },

  /** Tell whether a key belongs to what is being written, to a control or to the browser. */
  isTaken(event) {
    return (
      event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey ||
      event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog") !== null
    );
  },
};
