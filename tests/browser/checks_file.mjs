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
  // White space in an id is what HTML means by it, checked below; the rule takes a no-break space for it too.
  const isOurs = ({ ruleId, message }) => !(ruleId === "attribute-allowed-values" && message.startsWith('Attribute "id"'));
  return report.results.flatMap((result) => result.messages).filter(isOurs).map(({ ruleId, line, column, message }) => `${ruleId} at ${line}:${column}: ${message}`);
}

export async function idsAreOne({ page }) {
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((element) => element.id));
  const seen = new Set(), faults = [];
  for (const id of ids) {
    if (seen.has(id)) faults.push(`two elements have the id ${id}`);
    if (/[\t\n\f\r ]/.test(id)) faults.push(`white space in the id ${JSON.stringify(id)}`);
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

// A key as it stands in an id of the result: what separates is escaped.
const escaped = (key) => key.replace(/[%|=]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

function estimateIds(result) {
  const ids = new Set(result.estimates.map((estimate) => estimate.id));
  // Rows of columns have ids too, made as those of estimates are.
  for (const column of result.columns ?? [])
    for (const key of column.keys) ids.add(`${column.metric}|${column.axis}=${escaped(key)}|${column.period}`);
  return ids;
}

// An id as it stands in the page: blanks are escaped, what turns the direction of text is replaced.
const inPage = (id) => id.replace(/[\0-\x20\x7F]/g, (blank) => `%${blank.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
  .replace(/[\x80-\x9F\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, "\uFFFD");

// The id of a row (metric|segment|period) is the one of its number in result.json.
export async function rowsAreOfTheResult({ page, result }) {
  const known = new Set([...estimateIds(result)].map(inPage));
  const ids = await page.evaluate(() => [...document.querySelectorAll("tbody [id]")]
    .map((element) => element.id).filter((id) => id.split("|").length >= 3));
  if (ids.length < 50) return [`only ${ids.length} rows have an id of result.json`];
  return ids.filter((id) => !known.has(id)).map((id) => `no number of result.json has the id ${id}`);
}
