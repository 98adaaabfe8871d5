// What must hold of a page as a file: its weight, its grammar, its ids and links.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { HERE, packages } from "./tools.mjs";

export async function light({ html, set }) {
  const bytes = Buffer.byteLength(html);
  return bytes > set.weightLimit ? [`the page weighs ${bytes} bytes, more than ${set.weightLimit}`] : [];
}

export async function validates({ html }) {
  const { HtmlValidate, StaticConfigLoader } = packages("html-validate");
  const rules = packages(join(HERE, "htmlvalidate.json"));
  const report = new HtmlValidate(new StaticConfigLoader(rules)).validateStringSync(html);
  return report.results.flatMap((result) => result.messages).map(({ ruleId, line, column, message }) => `${ruleId} at ${line}:${column}: ${message}`);
}

export async function idsAreOne({ page }) {
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((element) => element.id));
  const seen = new Set(), faults = [];
  for (const id of ids) {
    if (seen.has(id)) faults.push(`two elements have the id ${id}`);
    if (/\s/.test(id)) faults.push(`white space in the id ${JSON.stringify(id)}`);
    seen.add(id);
  }
  return faults;
}

// In the page to an id that exists; elsewhere to a file beside it.
export async function linksLead({ page, folder }) {
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href], use[href]")].map((link) => {
    const href = link.getAttribute("href");
    if (!href.startsWith("#")) return { href, leads: null };
    let name = href.slice(1);
    try {
      name = decodeURIComponent(name);
    } catch { /* looked up as it stands, as browsers do */ }
    return { href, leads: document.getElementById(href.slice(1)) !== null || document.getElementById(name) !== null };
  }));
  if (links.length === 0) return ["the page has no link"];
  return links.filter(({ href, leads }) => !(leads ?? existsSync(join(folder, decodeURIComponent(href.split("#")[0])))))
    .map(({ href }) => `a dead link: ${href}`);
}

function estimateIds(result) {
  const ids = new Set(result.estimates.map((estimate) => estimate.id));
  // Rows of columns have ids too, made as those of estimates are.
  for (const column of [...(result.columns ?? [])])
    for (const key of column.keys) ids.add(`${column.metric}|${column.axis}=${key}|${column.period}`);
  return ids;
}

// The id of a row (metric|segment|period) is the one of its number in result.json. White space stands as "_" there.
export async function rowsAreOfTheResult({ page, result }) {
  const known = estimateIds(result);
  const plain = new Set([...known].map((id) => id.replace(/\s/gu, "_")));
  const ids = await page.evaluate(() => [...document.querySelectorAll("tbody tr[id], tbody td[id], tbody th[id], tbody [id]")]
    .map((element) => element.id).filter((id) => id.split("|").length >= 3));
  if (ids.length < 50) return [`only ${ids.length} rows have an id of result.json`];
  return ids.filter((id) => !known.has(id) && !plain.has(id)).map((id) => `no number of result.json has the id ${id}`);
}
