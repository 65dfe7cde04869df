"use strict";
(() => {
  const utf8 = (text) => new TextEncoder().encode(text);
  const read = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const shown = (text) => text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "\ufffd");
  const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const find = (id) => document.getElementById(id);

  /* SHA-256 for browsers that keep crypto.subtle from files. */
  function sha256(bytes) {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const part = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    const k = primes.map((p) => part(Math.cbrt(p)));
    const h = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
    const size = ((bytes.length + 8) >> 6) + 1;
    const padded = new Uint8Array(size * 64);
    padded.set(bytes);
    padded[bytes.length] = 128;
    const view = new DataView(padded.buffer);
    view.setUint32(size * 64 - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(size * 64 - 4, bytes.length * 8);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    const w = new Int32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      let [a, b, c, d, e, f, g, i] = h;
      for (let t = 0; t < 64; t++) {
        const x = w[t - 15], y = w[t - 2];
        w[t] = t < 16 ? view.getInt32(at + 4 * t)
          : w[t - 16] + w[t - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
        const one = (i + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[t] + w[t]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [i, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, i].forEach((value, n) => (h[n] = (h[n] + value) | 0));
    }
    return h.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
  }

  const digest = async (bytes) =>
    globalThis.crypto?.subtle ? hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) : sha256(bytes);
  const unpack = async (bytes, format) =>
    new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))).arrayBuffer());
  const data = (id) => unpack(Uint8Array.from(atob(find(id).textContent), (one) => one.charCodeAt(0)), "deflate");
  const isBlock = (node) => node.matches("script[type='text/plain']");

  /* The page as a tree; parts and data have seals of their own. */
  function tree(node, root) {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1) return { kind: node.nodeType, data: node.data };
    const attributes = [...node.attributes].map((one) => [one.name, one.value]);
    if (node !== root && node.matches("[data-part]")) return [node.localName, attributes, "part"];
    if (isBlock(node)) return [node.localName, attributes, ""];
    return [node.localName, attributes, [...node.childNodes].map((one) => tree(one, root))];
  }

  async function changed() {
    document.documentElement.normalize();
    const { doctype } = document;
    const plain = doctype?.name === "html" && !doctype.publicId && !doctype.systemId &&
      document.childNodes.length === 2 && document.compatMode === "CSS1Compat";
    const hash = async (text) => digest(utf8(text));
    const lines = [["page", await hash(JSON.stringify(tree(document.documentElement, document.documentElement)))]];
    for (const one of document.querySelectorAll("[data-part]"))
      lines.push([one.dataset.part, await hash(JSON.stringify(tree(one, one)))]);
    for (const one of document.querySelectorAll("script[type='text/plain']"))
      if (one.id !== "seals") lines.push([one.id, await hash(one.textContent)]);
    const now = "\n" + lines.map(([name, value]) => `${value}  ${name}\n`).join("");
    const stated = find("seals")?.textContent ?? "";
    if (now === stated && plain) return [];
    const before = stated.split("\n"), after = now.split("\n");
    const names = new Set([...before.filter((one) => !after.includes(one)), ...after.filter((one) => !before.includes(one))]
      .map((one) => one.slice(66) || "a seal"));
    return names.size ? [...names] : ["page"];
  }

  const fieldOf = (root, path) => path.split(".").reduce((value, name) => value[name], root);

  /* What the page shows of an answer, a record or findings, beside their data. */
  async function checkFields(troubles) {
    const lines = read(await data("answers")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const known = new Map(), byText = new Map();
    if (document.querySelectorAll("section.answer").length !== lines.length) troubles.push("the number of answers");
    for (const element of document.querySelectorAll("[data-root]")) {
      const [name, number] = element.dataset.root.split(".");
      if (!known.has(name)) known.set(name, name === "answers" ? lines : JSON.parse(read(await data(name))));
      const root = number ? known.get(name)[number] : known.get(name);
      const part = element.closest("[data-part]").dataset.part;
      const own = (selector) => [...element.querySelectorAll(selector)].filter((one) => one.closest("[data-root]") === element);
      for (const one of own("[data-field]"))
        if (one.textContent !== shown(String(fieldOf(root, one.dataset.field) ?? ""))) troubles.push(`${part}, ${one.dataset.field}`);
      for (const article of own("article"))
        for (const path of article.dataset.path.split(" ")) {
          const passage = fieldOf(root, path), of = passage.citation.text_sha256;
          byText.set(of, byText.get(of) ?? []);
          byText.get(of).push({ article, passage, part });
        }
    }
    return byText;
  }

  const around = 400;
  /* Tell whether a quote stands in a text as cited; keep what stands around it. */
  async function checkQuote(points, article, passage) {
    const { citation, answer } = passage, quote = passage.quote ?? passage.text;
    const slice = (start, end) => points.slice(Math.max(0, start), end).join("");
    const holds = slice(citation.start, citation.end) === quote && (await digest(utf8(quote))) === citation.quote_sha256 &&
      article.querySelector("blockquote").textContent === shown(quote) &&
      (!answer || (slice(answer.start, answer.end) === answer.text && article.querySelector(".short bdi").textContent === shown(answer.text)));
    const mark = article.querySelector("mark"), span = answer ?? passage;
    if (mark && mark.textContent !== shown(slice(span.start, span.end))) return null;
    const { start, end } = citation;
    return holds && { article, passage, quote, before: slice(start - around, start), after: slice(end, end + around) };
  }

  /* Check the quotes of one text after another, by code points. */
  async function checkQuotes(byText, troubles) {
    const good = [];
    for (const [hash, quotes] of byText) {
      const bytes = await data(`text-${hash}`);
      const points = (await digest(bytes)) === hash ? Array.from(read(bytes)) : null;
      for (const { article, passage, part } of quotes) {
        const found = points && (await checkQuote(points, article, passage));
        if (found) good.push(found);
        else troubles.push(`a quote of ${part}`);
      }
    }
    return good;
  }

  const canonical = (value) =>
    Array.isArray(value) ? `[${value.map(canonical).join(",")}]`
      : value && typeof value === "object" ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`
        : JSON.stringify(value);

  async function checkRecords(troubles) {
    const records = [...document.querySelectorAll(".record")];
    for (const element of records) {
      const name = element.dataset.root, id = name.replace("record-", "");
      const record = JSON.parse(read(await data(name)));
      const holds = record.record_id === id && (await digest(utf8(canonical({ ...record, record_id: null })))) === id;
      if (!holds) troubles.push(element.closest("[data-part]").dataset.part);
    }
    return records;
  }

  /* Tick a quote, and offer its surroundings and its citation. */
  function tick({ article, passage, quote, before, after }) {
    say(article.querySelector(".check"), "✓ These words stand in the text at these characters; both hashes agree.", "good");
    const context = article.querySelector(".context"), deeds = article.querySelector(".deeds");
    const mark = document.createElement("mark");
    mark.textContent = shown(quote);
    context.querySelector("p").replaceChildren(shown(before), mark, shown(after));
    context.hidden = deeds.hidden = false;
    const { citation } = passage;
    const web = /^https?:/i.test(citation.report.url ?? "") ? `\n${citation.report.url}` : "";
    const text = `“${quote}”\n${citation.label}${web}\nCharacters ${citation.start} to ${citation.end} of the text with SHA-256 ${citation.text_sha256}`;
    deeds.querySelector("button").onclick = () => copy(text);
  }

  async function copy(text) {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      copied = document.execCommand("copy");
      area.remove();
    }
    find("told").textContent = copied ? "Copied." : "The browser did not copy it.";
  }

  function say(element, text, state) {
    element.textContent = text;
    element.className = `check ${state}`;
  }

  async function checkPage() {
    let troubles;
    try {
      troubles = await changed();
      find("whole")?.removeAttribute("hidden");
      if (!troubles.length) say(find("verdict"), "○ Checking …", "");
      const byText = troubles.length ? [] : await checkFields(troubles);
      const good = await checkQuotes(byText, troubles);
      const records = troubles.length ? [] : await checkRecords(troubles);
      if (!troubles.length) {
        good.forEach(tick);
        for (const one of records) say(one.querySelector(".check"), "✓ The certificate has the hash that names it.", "good");
        const quotes = document.querySelectorAll("article").length, count = records.length;
        const certificates = count ? ` and ${count} certificate${count > 1 ? "s" : ""}` : "";
        say(find("verdict"), `✓ Checked: all ${quotes} quotes${certificates} hold, and this page is as it was written.`, "good");
        return;
      }
    } catch (error) {
      troubles = [`it cannot be checked (${error.message})`];
    }
    const verdict = find("verdict") ?? document.body.insertBefore(document.createElement("p"), document.body.firstChild);
    say(verdict, `✗ Changed: this page is not as it was written (or an extension of the browser changed it): ${troubles.join(", ")}.`, "bad");
  }

  async function files(zip) {
    const view = new DataView(zip.buffer), found = new Map();
    let end = zip.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
    if (end < 0) throw new Error("it is no zip file");
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left; left--) {
      const [name, extra, comment] = [28, 30, 32].map((one) => view.getUint16(at + one, true));
      const path = read(zip.subarray(at + 46, at + 46 + name));
      const size = view.getUint32(at + 20, true), local = view.getUint32(at + 42, true);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const method = view.getUint16(at + 10, true), bytes = zip.slice(start, start + size);
      if (found.has(path) || ![0, 8].includes(method)) throw new Error(`the entry ${path} is not as a pack has it`);
      found.set(path, method ? () => unpack(bytes, "deflate-raw") : async () => bytes);
      at += 46 + name + extra + comment;
    }
    return found;
  }

  async function checkPack(zip) {
    const found = await files(zip), wrong = [];
    const top = [...found.keys()][0].split("/")[0] + "/";
    const listed = new Set(["tagmanifest-sha256.txt"]);
    for (const manifest of ["tagmanifest-sha256.txt", "manifest-sha256.txt"]) {
      const text = read(await found.get(top + manifest)());
      if (!/^([0-9a-f]{64}  [^\n]+\n)*$/.test(text)) wrong.push(manifest);
      for (const line of text.split("\n").filter(Boolean)) {
        const path = line.slice(66);
        listed.add(path);
        let hash = "";
        try { hash = await digest(await found.get(top + path)()); } catch { /* missing or damaged */ }
        if (hash !== line.slice(0, 64)) wrong.push(path);
      }
    }
    for (const path of found.keys()) if (!path.startsWith(top) || !listed.has(path.slice(top.length))) wrong.push(path);
    for (const path of ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "data/index.html"]) if (!listed.has(path)) wrong.push(path);
    const page = found.get(`${top}data/index.html`);
    if (!wrong.length && !read(await page()).includes(find("seals").textContent)) wrong.push("data/index.html is another page than this one");
    return { wrong, count: found.size };
  }

  find("pack")?.addEventListener("change", async (event) => {
    const told = find("whole-verdict");
    say(told, "Checking …", "");
    try {
      const { wrong, count } = await checkPack(new Uint8Array(await event.target.files[0].arrayBuffer()));
      if (wrong.length) say(told, `✗ Changed, missing or not listed: ${[...new Set(wrong)].join(", ")}`, "bad");
      else say(told, `✓ All ${count} files of the pack are as its manifests say.`, "good");
    } catch (error) {
      say(told, `✗ The pack cannot be read: ${error.message}`, "bad");
    }
  });
  addEventListener("DOMContentLoaded", checkPage);
})();
