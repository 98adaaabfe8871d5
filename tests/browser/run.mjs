// node run.mjs RATER GENERATOR [SET… | self-test] [--times]: see the script "run" beside this file.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CHECKS, ALL_VIEWS } from "./checks.mjs";
import { htmlOf } from "./checks_paper.mjs";
import { drawSet, SETS } from "./data_sets.mjs";
import { picture, printedPictures } from "./pictures.mjs";
import { selfTest } from "./self_test.mjs";
import { few, PICTURES, run, WORK } from "./tools.mjs";
import { kill, launch, openFile, show, stoppedAnswering } from "./visit.mjs";

const WORKERS = 2;
const shownTimes = process.argv.includes("--times");

// One page through all views and checks; its faults as "set.language, check: fault".
async function look(browser, drawn) {
  const { page, events } = await openFile(browser, drawn.file);
  const pdf = join(WORK, `${drawn.set.name}.${drawn.language}.pdf`);
  const looked = { ...drawn, browser, page, events, pdf, html: htmlOf(drawn.file) };
  const faults = [];
  const check = async (one, view) => {
    const begun = Date.now();
    const found = await one.find(looked).catch((error) => {
      if (stoppedAnswering(error)) throw error;
      return [`could not be done: ${error.message}`];
    });
    const where = `${drawn.set.name}.${drawn.language} ${view}, ${one.name}`;
    if (shownTimes) console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${where}`);
    for (const fault of few(found)) faults.push(`${where}: ${fault}`);
  };
  const checks = CHECKS.filter((one) => one.of(drawn));
  // The widest view first and the others before it, since its checks change the page.
  for (const view of [...ALL_VIEWS.slice(1), ALL_VIEWS[0]]) {
    if (drawn.set.name === "demo") {
      await show(page, view);
      await picture(page, `${drawn.language}-${view}`);
    }
    await show(page, view);
    for (const one of checks.filter(({ views }) => views.includes(view))) await check(one, view);
  }
  for (const one of checks.filter(({ views }) => views.includes("last"))) await check(one, "all views");
  if (drawn.set.name === "demo") await printedPictures(pdf, `${drawn.language}-print`);
  await page.close();
  return faults;
}

// A browser that no longer answers says nothing of the page: the piece is done once more in a new one, and only then
// is it a fault. Returns the faults and the browser for the next piece.
async function doPiece(piece, browser) {
  try {
    return { faults: await piece(browser), browser };
  } catch (error) {
    if (!stoppedAnswering(error)) throw error;
    console.error(`Chromium did not answer (${error.message.split(".")[0]}): the piece is done again in a new browser`);
    await kill(browser);
  }
  const second = await launch();
  try {
    return { faults: await piece(second), browser: second };
  } catch (error) {
    if (!stoppedAnswering(error)) throw error;
    await kill(second);
    return { faults: [`could not be done in two browsers: ${error.message}`], browser: await launch() };
  }
}

// So many browsers as there are processors take one piece of work after the other.
async function share(pieces) {
  const faults = [], left = [...pieces];
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    let browser = await launch();
    try {
      while (left.length) {
        const done = await doPiece(left.shift(), browser);
        browser = done.browser;
        faults.push(...done.faults);
      }
    } finally {
      await kill(browser);
    }
  }));
  return faults;
}

async function main([rater, generator, ...words]) {
  const chosen = words.filter((word) => !word.startsWith("-"));
  const known = [...SETS.map(({ name }) => name), "self-test"];
  const unknown = words.filter((word) => !known.includes(word) && word !== "--times");
  if (unknown.length) {
    console.error(`unknown: ${unknown.join(", ")}; there are ${known.join(", ")} and --times`);
    return 2;
  }
  const isChosen = (name) => chosen.length === 0 || chosen.includes(name);
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  await run("pdftotext", ["-v"]);
  const sets = SETS.filter(({ name }) => isChosen(name) || (name === "sample" && isChosen("self-test")));
  const drawn = (await Promise.all(sets.map((set) => drawSet(set, { rater, generator })))).flat();
  const pages = drawn.filter(({ set }) => isChosen(set.name));
  const pieces = pages.map((one) => (browser) => look(browser, one));
  if (isChosen("self-test")) pieces.push(...selfTest(drawn.filter(({ set }) => set.name === "sample")));
  if (pieces.length === 0) {
    console.error("no page was drawn, so none was looked at");
    return 1;
  }
  const faults = await share(pieces);
  for (const fault of faults.sort()) console.log(fault);
  console.log(`${CHECKS.length} checks, ${pages.length} pages: ${faults.length} faults; pictures in ${PICTURES}`);
  return faults.length ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
