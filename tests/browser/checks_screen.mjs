// What must hold of a page on a screen. A check looks at a page and returns its faults, as sentences.
import { readFileSync } from "node:fs";
import { packages } from "./tools.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let axeSource = null;

export async function silent({ events }) {
  return events.console.map((text) => `the console says: ${text}`);
}

export async function alone({ events }) {
  return events.requests.filter((url) => !url.startsWith("data:")).map((url) => `the page asks for ${url}`);
}

// Nothing of the page is refused by its own policy, and the policy refuses what is not the page's.
export async function policy({ page }) {
  const found = await page.evaluate(() => ({
    violations: globalThis.violations,
    policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "",
  }));
  const faults = found.violations.map((text) => `refused by the page's own policy: ${text}`);
  if (!found.policy.includes("default-src 'none'")) faults.push(`the policy does not begin at nothing: ${found.policy}`);
  if (/unsafe|\*|https?:/.test(found.policy)) faults.push(`the policy allows too much: ${found.policy}`);
  return faults;
}

async function axe(page, rules, context = null) {
  axeSource ??= readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate((runOnly, part) =>
    globalThis.axe.run(part ?? document, { runOnly, resultTypes: ["violations"], elementRef: false }).then((result) =>
      result.violations.map(({ id, help, nodes }) => ({ id, help, places: nodes.length, first: nodes[0].html, target: nodes[0].target.join(" ") }))), rules, context);
  return violations.map(({ id, help, places, first, target }) => `axe ${id}: ${help} (${places} places, first ${target}: ${first.slice(0, 160)})`);
}

export function accessible({ page }) {
  return axe(page, { type: "tag", values: TAGS });
}

// What a colour scheme alone can spoil, asked of two texts of every kind: the rows of a table are of one colour.
export async function contrast({ page }) {
  await page.evaluate(() => {
    const seen = new Map();
    for (const element of document.querySelectorAll("body *:not(script, style, title, desc)")) {
      element.removeAttribute("data-look");
      if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
      const { color, backgroundColor, fontSize, fontWeight, fill } = getComputedStyle(element);
      const kind = [element.localName, element.getAttribute("class"), element.parentElement.getAttribute("class"), color, backgroundColor, fill, fontSize, fontWeight].join();
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) <= 2) element.setAttribute("data-look", "");
    }
  });
  return axe(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] }, { include: [["[data-look]"]] });
}

export async function notSideways({ page }) {
  const found = await page.evaluate(() => {
    const room = document.scrollingElement.clientWidth;
    const wide = [...document.querySelectorAll("main *")].filter((element) =>
      element.getBoundingClientRect().right > room + 1 && !element.parentElement.closest("svg") &&
      ![...ancestors(element)].some((one) => ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX)));
    function* ancestors(element) {
      for (let one = element.parentElement; one; one = one.parentElement) yield one;
    }
    return { scroll: document.scrollingElement.scrollWidth, room,
      wide: wide.slice(0, 4).map((element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${element.textContent.trim().slice(0, 60)}`) };
  });
  return found.scroll > found.room ? [`${found.scroll} px of page in ${found.room} px of window: ${found.wide.join("; ")}`] : [];
}

// Text that is cut off by a neighbour or the border of its own drawing is no text.
export async function labelsInside({ page }) {
  const found = await page.evaluate(() => [...document.querySelectorAll("main svg:not(svg svg)")].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0 || svg.closest("details:not([open])")) return [];
    const room = document.scrollingElement.clientWidth;
    return [...svg.querySelectorAll("text")].filter((text) => {
      const box = text.getBoundingClientRect();
      return box.width > 0 && (box.left < -1 || (box.right > room + 1 && !svg.closest(".table, .scroll")));
    }).map((text) => `"${text.textContent.slice(0, 60)}" in ${svg.closest("section")?.id ?? "the first screen"}`);
  }));
  return found.map((text) => `a label of a figure runs out of the window: ${text}`);
}

const WANTED_STOPS = {
  "the contents": ".contents a[href], nav a[href]",
  "the findings' evidence": ".findings a[href]",
  "a heading that sorts": "th button",
};

// Where Tab leads from the top, in order, and whether one sees it.
async function walk(page) {
  await page.evaluate(() => {
    globalThis.stops = [];
    document.addEventListener("focusin", ({ target }) => {
      target.setAttribute("data-was-reached", "");
      const style = getComputedStyle(target), box = target.getBoundingClientRect();
      const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      globalThis.stops.push({ name: `<${target.localName}> ${target.textContent.trim().slice(0, 40)}`, href: target.getAttribute("href"), isMarked,
        isShown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight });
    });
    // Tab goes on from where a link or a press led to, so it is sent back to the top.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    globalThis.stops = [];
    scrollTo(0, 0);
  });
  const most = await page.evaluate(() => document.querySelectorAll("a[href], button, input, select, summary, [tabindex]").length);
  for (let press = 0; press <= Math.min(most, 900); press++) await page.keyboard.press("Tab");
  return page.evaluate(() => globalThis.stops);
}

export async function keyboardPath({ page }) {
  const stops = await walk(page);
  const faults = [];
  if (!stops[0]?.href?.startsWith("#")) faults.push(`the first Tab reaches ${stops[0]?.name ?? "nothing"}, no link to the content`);
  const unseen = stops.filter((stop) => !stop.isMarked || !stop.isShown);
  if (unseen.length) faults.push(`focus is not seen ${unseen.length} times, first on ${unseen[0].name}`);
  for (const [name, selector] of Object.entries(WANTED_STOPS)) {
    const [all, left] = await page.evaluate((wanted) => {
      const shown = [...document.querySelectorAll(wanted)].filter((element) => element.checkVisibility?.() ?? true);
      return [shown.length, shown.filter((element) => !element.hasAttribute("data-was-reached")).length];
    }, selector);
    if (all === 0) faults.push(`there is nothing to reach: ${name}`);
    if (left > 0) faults.push(`Tab does not reach ${name}: ${left} of ${all}`);
  }
  return faults;
}

// The first table of three rows whose column does not stand in order yet, so that sorting shows.
async function pressSort(page, key) {
  await page.evaluate(() => {
    const button = [...document.querySelectorAll("th button")].find((one) =>
      one.closest("table").tBodies[0].rows.length > 2 && one.checkVisibility());
    button?.setAttribute("data-to-press", "");
    button?.focus();
  });
  await page.keyboard.press(key);
  return page.evaluate(() => {
    const button = document.querySelector("[data-to-press]");
    if (!button) return null;
    const heading = button.closest("th");
    const cells = [...button.closest("table").tBodies[0].rows].map((row) => row.cells[heading.cellIndex]);
    return { order: heading.getAttribute("aria-sort"), hasFocus: document.activeElement === button,
      values: cells.map((cell) => cell.dataset.value ?? cell.textContent.trim()) };
  });
}

export async function sortsByKey({ page }) {
  const rising = await pressSort(page, "Enter"), falling = await pressSort(page, "Space");
  if (!rising) return ["no table of three rows can be sorted"];
  const faults = [];
  if (rising.order !== "ascending") faults.push(`Enter on a heading: aria-sort is ${rising.order}`);
  if (falling.order !== "descending") faults.push(`Space on it: aria-sort is ${falling.order}`);
  if (!falling.hasFocus) faults.push("sorting takes the focus away");
  if (new Set(rising.values).size > 1 && rising.values.join() === falling.values.join()) faults.push("sorting moves no row");
  return faults;
}

// What is typed into the page's own search, and what is left of the tables afterwards.
async function searchFor(page, word) {
  await page.evaluate((text) => {
    const input = document.querySelector(".contents input[type=search]");
    if (input) input.value = text;
    input?.dispatchEvent(new Event("input", { bubbles: true }));
    return new Promise((resolve) => setTimeout(resolve, 20));
  }, word);
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll(".table tbody tr")], kept = rows.filter((row) => !row.hidden);
    return { all: rows.length, kept: kept.map((row) => row.textContent.replace(/\s+/g, " ").toLowerCase()),
      said: document.querySelector(".contents output")?.textContent ?? null,
      open: document.querySelectorAll("details[open]").length,
      marked: document.querySelectorAll(".contents .hit").length,
      shown: [...document.querySelectorAll(".table")].filter((table) => table.checkVisibility()).length };
  });
}

export async function findsInAllTables({ page }) {
  const before = await searchFor(page, "");
  const word = await page.evaluate(() => document.querySelector("details .table tbody th")?.textContent.replace(/\s+/g, " ").trim().toLowerCase());
  if (before.said === null || !word) return ["there is no search over all tables, or no folded table"];
  const found = await searchFor(page, word), after = await searchFor(page, "");
  const faults = [];
  if (found.kept.length === 0 || found.kept.length === found.all) faults.push(`“${word}” keeps ${found.kept.length} of ${found.all} rows`);
  if (!found.kept.every((row) => row.includes(word))) faults.push(`“${word}” keeps a row without it`);
  if (!found.said || found.shown === 0 || found.marked === 0) faults.push(`“${word}”: says “${found.said}”, shows ${found.shown} tables, marks ${found.marked} contents`);
  if (after.kept.length !== after.all || after.said || after.marked || after.open !== before.open) faults.push("the search leaves something behind");
  return faults;
}

// From the first screen to the rows: the target of a finding's link is there, and is shown when followed.
export async function evidenceOpens({ page }) {
  const hrefs = await page.evaluate(() => [...new Set([...document.querySelectorAll(".findings a[href^='#']")].map((link) => link.getAttribute("href")))]);
  if (hrefs.length === 0) return ["no finding has a link"];
  const faults = [];
  for (const href of hrefs) {
    const found = await page.evaluate(async (hash) => {
      document.querySelector(`.findings a[href="${CSS.escape(hash)}"]`)?.click();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const target = document.querySelector(":target");
      if (!target) return "leads nowhere";
      const box = target.getBoundingClientRect();
      if (!target.checkVisibility()) return "leads to something hidden";
      if (box.bottom < 0 || box.top > innerHeight) return "leads to something that is not scrolled to";
      return target.closest("section")?.querySelector("table") ? null : "leads to a place without rows";
    }, href);
    if (found) faults.push(`the finding's link ${href} ${found}`);
  }
  return faults;
}

// Nothing that the data brought ran, and no element stands there that the page does not draw.
const DRAWN = ("html head meta title style script body main header footer nav section h1 h2 h3 h4 p a b i em strong small sub sup code span div ul ol li dl dt dd " +
  "table caption colgroup col thead tbody tfoot tr th td figure figcaption details summary svg g path line rect circle polygon polyline text tspan desc " +
  "defs clipPath marker pattern use button input label select option output form fieldset legend br hr time aside article noscript template ellipse mark abbr data").split(" ");

export async function textStaysText({ page, events, set }) {
  const found = await page.evaluate((drawn) => ({
    pwned: globalThis.pwned !== undefined,
    foreign: [...new Set([...document.querySelectorAll("*")].map((element) => element.localName).filter((name) => !drawn.includes(name)))],
    handlers: [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith("on")),
    addresses: [...document.querySelectorAll("[href],[src]")].map((element) => element.getAttribute("href") ?? element.getAttribute("src"))
      .filter((address) => /^\s*(javascript|data|https?):/i.test(address)),
    text: document.documentElement.textContent,
  }), DRAWN);
  const faults = events.dialogs.map((text) => `a dialog opened: ${text}`);
  if (found.pwned) faults.push("a script that came with the data has run");
  for (const name of found.foreign) faults.push(`<${name}> is no element of the page`);
  for (const name of found.handlers) faults.push(`an attribute ${name}`);
  for (const address of found.addresses) faults.push(`an address outside: ${address}`);
  if (!set.isHostile) return faults;
  for (const payload of ["<script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "&lt;b&gt; &amp;quot;", "</style>", "😀"])
    if (!found.text.includes(payload)) faults.push(`what the data say cannot be read on the page: ${payload}`);
  return faults;
}
