// The page on paper, and without its script.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, WORK } from "./tools.mjs";
import { openFile } from "./visit.mjs";

// The printed pages' texts; keeps the PDF where it is told.
async function printed(page, path) {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const text = await run("pdftotext", ["-layout", path, "-"]);
  return text.split("\f").slice(0, -1);
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

function monthInWords(period, language) {
  const [year, month] = period.split("-").map(Number);
  return language === "zh" ? `${year}年${month}月` : `${MONTHS[month - 1]} ${year}`;
}

// Every sheet says what it belongs to: whoever finds one page of it on a copier can tell which run it is of.
export async function prints({ page, set, language, result, pdf }) {
  const sheets = await printed(page, pdf ?? join(WORK, `${set.name}.${language}.pdf`));
  const faults = [];
  if (sheets.length < 2 || sheets.length > set.printPages) faults.push(`${sheets.length} printed pages; at most ${set.printPages} are wanted`);
  const month = monthInWords(result.run.period, language), version = result.engine.version;
  const isMarked = (sheet) => {
    const text = sheet.replace(/\s+/g, "");
    return text.includes(month.replace(/\s+/g, "")) && text.includes(version);
  };
  const bare = sheets.flatMap((sheet, index) => (isMarked(sheet) ? [] : [index + 1]));
  if (bare.length) faults.push(`${bare.length} of ${sheets.length} printed pages do not say month and engine (${month}, ${version}), first ${bare[0]}`);
  const blank = sheets.flatMap((sheet, index) => (sheet.replace(/\s+/g, "").length < 150 ? [index + 1] : []));
  if (blank.length > 1) faults.push(`printed pages that are nearly empty: ${blank.join(", ")}`);
  return faults;
}

// Texts of the page that are shown, or would be once what is folded is opened: in the order of the document. A form is
// a control, and of no use without the script.
function texts(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
      if (!text || element.closest("script, style, template")) continue;
      const isShown = (element.checkVisibility?.() ?? true) || element.closest("details:not([open])") !== null || element.closest("svg title, svg desc, form") !== null;
      found.push({ text, isShown, isControl: element.closest("button, label, output, select, [role=status], .by-script") !== null });
    }
    return found;
  });
}

// A script may add controls; every word that informs is there without it, and is shown.
export async function completeWithoutScript({ page, browser, file }) {
  const bare = await openFile(browser, file, { scripts: false });
  const without = await texts(bare.page), scripted = await texts(page);
  await bare.page.close();
  const faults = [];
  const known = new Set(without.map(({ text }) => text)), given = new Set(scripted.map(({ text }) => text));
  for (const { text, isControl } of scripted) if (!known.has(text) && !isControl) faults.push(`only the script writes: ${text.slice(0, 100)}`);
  for (const { text } of without) if (!given.has(text)) faults.push(`the script removes: ${text.slice(0, 100)}`);
  for (const { text, isShown } of without) if (!isShown) faults.push(`hidden without the script: ${text.slice(0, 100)}`);
  if (without.length < 100) faults.push(`only ${without.length} texts without the script`);
  return faults;
}

export function htmlOf(file) {
  return readFileSync(file, "utf8");
}
