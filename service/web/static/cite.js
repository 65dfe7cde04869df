// Copies a citation; without a script it can be marked by hand or downloaded.
"use strict";
(() => {
  const status = document.getElementById("copied");

  async function copy(block) {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(block.textContent);
      return;
    }
    // A page that came over plain http from another machine has no clipboard of its own.
    const selection = getSelection();
    selection.selectAllChildren(block);
    if (!document.execCommand("copy")) throw new Error("not copied");
    selection.removeAllRanges();
  }

  for (const button of document.querySelectorAll(".copy")) {
    const name = button.getAttribute("aria-label").replace("Copy ", "");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await copy(document.getElementById(button.dataset.copies));
        status.textContent = `${name} copied.`;
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      } catch {
        status.textContent = `${name} not copied. Select the text and copy it, or download it.`;
      }
    });
  }
})();
