// Copies a citation where the sentence stands, in the style that was chosen last. Without a
// script, the link "Cite" leads to the page with every format.
"use strict";

(() => {
  const KEPT_AS = "pincite-style";
  const fetched = new Map(); // citations by address
  let styles = {};
  let style = "chicago";

  const short = (name) => styles[name].replace(/ \(.*/, "");

  function chosen() {
    try {
      const kept = localStorage.getItem(KEPT_AS);
      return Object.hasOwn(styles, kept) ? kept : style;
    } catch {
      return style; // a browser without storage forgets the choice with the page
    }
  }

  function choose(name) {
    style = name;
    try {
      localStorage.setItem(KEPT_AS, name);
    } catch {
      // A browser without storage forgets the choice with the page.
    }
    relabel();
  }

  function relabel() {
    for (const one of document.querySelectorAll("[data-cited]")) label(one);
    for (const one of document.querySelectorAll("[data-style]")) press(one);
  }

  function label(button) {
    button.textContent = `Copy citation (${short(style)})`;
  }

  function press(button) {
    button.setAttribute("aria-pressed", String(button.dataset.style === style));
  }

  async function citation(id) {
    const address = Pincite.at(`/cite?${new URLSearchParams({ id, format: style })}`);
    if (!fetched.has(address)) {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`status ${response.status}`);
      fetched.set(address, await response.text());
    }
    return fetched.get(address);
  }

  async function copy(button) {
    const name = short(style);
    const done = await Pincite.copy(citation(button.dataset.cited));
    button.textContent = done ? "Copied" : "Not copied";
    Pincite.announce(done ? `${name} citation copied` : `${name} citation not copied`);
    setTimeout(label, 2000, button);
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /** Put the button and the menu in the place of the link. */
  function grow(link) {
    const rank = link.getAttribute("aria-label").replace(/\D+/g, "");
    const button = element("button", { type: "button", className: "plain" });
    button.dataset.cited = link.dataset.cite;
    label(button);
    const items = Object.keys(styles).map((name) => {
      const one = element("button", { type: "button", className: "plain", textContent: styles[name] });
      one.dataset.style = name;
      press(one);
      return element("li", {}, one);
    });
    link.textContent = "All formats";
    link.removeAttribute("data-cite");
    const menu = element(
      "details", { className: "styles" },
      element("summary", { ariaLabel: `Citation style of sentence ${rank}`, textContent: "Style" }),
    );
    link.before(element("span", { className: "citing" }, button, menu));
    menu.append(element("ul", {}, ...items, element("li", {}, link)));
  }

  document.addEventListener("pincite:page", () => {
    const result = document.querySelector("[data-styles]");
    if (!result) return;
    styles = JSON.parse(result.dataset.styles);
    style = chosen();
    relabel(); // of a page that one came back to
    for (const link of result.querySelectorAll("[data-cite]")) grow(link);
  });

  document.addEventListener("click", (event) => {
    const picked = event.target.closest("[data-style]");
    const menu = event.target.closest(".styles");
    for (const open of document.querySelectorAll(".styles[open]")) if (open !== menu) open.open = false;
    if (picked) {
      choose(picked.dataset.style);
      menu.open = false;
      const button = menu.parentElement.querySelector("[data-cited]");
      button.focus();
      copy(button);
    }
    const button = event.target.closest("[data-cited]");
    if (button) copy(button);
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest(".styles[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest(".styles[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
