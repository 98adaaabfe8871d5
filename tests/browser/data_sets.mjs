// The sets of data whose pages are looked at, made from nothing: the demonstration's 60 dealers, 2,000 dealers, texts
// that attack, and the small sample.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { breakFolder, CONFIGURATION } from "./hostile.mjs";
import { ROOT, run, WORK } from "./tools.mjs";

const KILOBYTE = 1000;

export const SETS = [
  { name: "demo", weightLimit: 300 * KILOBYTE, printPages: 60,
    rows: ["--seed", "7", "--from", "2023-07", "--months", "24", "--dealers", "60", "--products", "40",
      "--surveys", "120000", "--repairs", "90000", "--style", "dealers"] },
  { name: "wide", weightLimit: 1000 * KILOBYTE, printPages: 120,
    rows: ["--seed", "11", "--from", "2024-07", "--months", "12", "--dealers", "2000", "--surveys", "60000",
      "--repairs", "60000", "--purchases", "60000", "--calls", "5000", "--materials", "5000"] },
  { name: "hostile", weightLimit: 1000 * KILOBYTE, printPages: 120, isHostile: true,
    rows: ["--seed", "5", "--from", "2024-07", "--months", "12", "--dealers", "20", "--products", "12", "--surveys", "9000",
      "--repairs", "9000", "--purchases", "6000", "--calls", "2000", "--materials", "2000", "--complaints", "900",
      "--departures", "600", "--trainings", "60", "--wide"] },
  { name: "sample", weightLimit: 300 * KILOBYTE, printPages: 40, folder: "datasets/sample/data" },
];

async function rowsOf(set, generator) {
  if (set.folder) return set.folder;
  const folder = join(WORK, "sets", set.name, "rows");
  rmSync(folder, { recursive: true, force: true });
  await run(generator, [...set.rows, "-o", folder]);
  rmSync(join(folder, "truth.json"), { force: true });
  if (!set.isHostile) return relative(ROOT, folder);
  const broken = join(WORK, "sets", set.name, "broken");
  rmSync(broken, { recursive: true, force: true });
  breakFolder(folder, broken);
  writeFileSync(join(WORK, "sets", set.name, "config.json"), JSON.stringify(CONFIGURATION));
  return relative(ROOT, broken);
}

// A set's pages: [{set, language, file, folder, result}].
export async function drawSet(set, { rater, generator }) {
  const home = join(WORK, "sets", set.name);
  mkdirSync(home, { recursive: true });
  const rows = await rowsOf(set, generator);
  const folder = join(home, "out");
  rmSync(folder, { recursive: true, force: true });
  const choices = set.isHostile ? ["--config", join(home, "config.json")] : [];
  await run(rater, ["run", rows, "-o", folder, "--lang", "both", "-q", ...choices], { allowed: [0, 1] });
  const result = JSON.parse(readFileSync(join(folder, "result.json"), "utf8"));
  return ["zh", "en"].map((language) => ({ set, language, folder, result, file: join(folder, `report.${language}.html`) }));
}
