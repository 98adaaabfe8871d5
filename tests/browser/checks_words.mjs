// Each page is in one language throughout, but for what the data say themselves.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

const CHINESE = /[\u2E80-\u2FDF\u3000-\u303F\u31C0-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]|[\uD840-\uD88B][\uDC00-\uDFFF]/u;
const CHINESE_RUN = new RegExp(`(?:${CHINESE.source})+`, "gu");
// Three small English words in a row are a sentence; names of people and works begin with capitals, commands with rater.
const ENGLISH_RUN = /(?<![\w.])(?!rater )[a-z]{2,}(?:[ ,][a-z]{2,}){2,}/g;

// [{key, zh, en}] of a .def file. Texts are C strings without other escapes than \" and \\.
function rowsOf(file, macro) {
  const text = readFileSync(join(ROOT, "reports/i18n", file), "utf8");
  const string = String.raw`((?:"(?:[^"\\]|\\.)*"\s*)+)`;
  const plain = (literal) => [...literal.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((part) => part[1].replace(/\\(.)/g, "$1")).join("");
  return [...text.matchAll(new RegExp(String.raw`^${macro}\((\w+),\s*${string},\s*${string}\)`, "gm"))]
    .map((row) => ({ key: row[1], zh: plain(row[2]), en: plain(row[3]) }));
}

const filesOf = (pattern) => readdirSync(join(ROOT, "reports/i18n")).filter((name) => pattern.test(name));
const catalogue = [...filesOf(/^catalogue.*\.def$/).flatMap((name) => rowsOf(name, "TEXT")),
  ...filesOf(/^names.*\.def$/).flatMap((name) => rowsOf(name, "NAME"))];
// English labels that the Chinese page must not show as they are; those that Chinese shares (Wilson, CSV) are none.
const chinese = new Set(catalogue.map((row) => row.zh));
const englishLabels = new Set(catalogue.map((row) => row.en).filter((label) => /[a-z]{3}/.test(label) && !chinese.has(label)));

// Everything the result quotes from the data or the configuration: keys, file names, sources. What the engine says
// itself in two languages is not among it.
function quoted(value, member, into) {
  if (typeof value === "string") into.add(value);
  else if (Array.isArray(value)) value.forEach((one) => quoted(one, member, into));
  else if (value && typeof value === "object") {
    for (const [name, one] of Object.entries(value)) if (name !== "zh" && name !== "en" && name !== "why") quoted(one, name, into);
  }
  return into;
}

const kept = new WeakMap();
function quotedTexts(result) {
  if (!kept.has(result)) {
    const all = [...quoted(result, "", new Set())];
    kept.set(result, { all: new Set(all), chinese: all.filter((text) => CHINESE.test(text)).sort((a, b) => b.length - a.length) });
  }
  return kept.get(result);
}

// The texts of the page that stand in its language: [[text, where]].
function textsOf(page) {
  return page.evaluate(() => {
    const found = new Map(), own = document.documentElement.lang.slice(0, 2);
    const note = (text, element, where) => {
      const words = text.trim();
      const other = element.closest("[lang]:not(html)");
      if (words && !(other && other.lang.slice(0, 2) !== own) && !element.closest("script, style, code"))
        found.set(words, where ?? `${element.closest("section")?.id ?? "first screen"} <${element.localName}>`);
    };
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) note(walker.currentNode.data, walker.currentNode.parentElement);
    for (const element of document.querySelectorAll("[title], [aria-label], [alt], [placeholder], [aria-description]"))
      for (const name of ["title", "aria-label", "alt", "placeholder", "aria-description"])
        if (element.hasAttribute(name)) note(element.getAttribute(name), element, `${name} of <${element.localName}>`);
    return [...found];
  });
}

// What is left of a text when the data's own words are taken out; a label that was cut ends with "…",
// one that was broken begins or ends as a part of the data's words does.
function withoutData(text, { chinese: texts }) {
  let rest = text;
  for (const one of texts) {
    if (!CHINESE.test(rest)) break;
    if (rest.includes(one)) rest = rest.replaceAll(one, " ");
  }
  return rest.replace(CHINESE_RUN, (run, at) => {
    const begins = texts.some((one) => one.split(/[/_.\s<>"'&;]/).some((part) => part.startsWith(run) || part.endsWith(run)));
    return begins || (rest[at + run.length] === "…" && texts.some((one) => one.includes(run))) ? " " : run;
  });
}

export async function noChinese({ page, result }) {
  const data = quotedTexts(result);
  return (await textsOf(page)).filter(([text]) => CHINESE.test(text))
    .map(([text, where]) => [withoutData(text, data).match(CHINESE_RUN)?.join(" … "), where])
    .filter(([left]) => left).map(([left, where]) => `Chinese on the English page: ${left} (${where})`);
}

export async function noEnglish({ page, result }) {
  const { all } = quotedTexts(result);
  const isData = (text) => all.has(text) || [...all].some((one) => one.includes(text));
  const faults = [];
  for (const [text, where] of await textsOf(page)) {
    if (englishLabels.has(text) && !all.has(text)) faults.push(`an English label on the Chinese page: ${text} (${where})`);
    for (const run of text.match(ENGLISH_RUN) ?? [])
      if (!isData(run)) faults.push(`English on the Chinese page: ${run} (${where})`);
  }
  return faults;
}

export async function hasLanguage({ page, language }) {
  const found = await page.evaluate(() => document.documentElement.lang);
  return found.startsWith(language) ? [] : [`<html lang="${found}"> on the page in ${language}`];
}
