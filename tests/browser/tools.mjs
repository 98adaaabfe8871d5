// What every part of the browser tests uses: where things are, the packages, and how a program is run.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, "..", "..");
// Everything the tests make lies here, the packages too, so that the sources stay as they are.
export const WORK = process.env.RATER_BROWSER_WORK ?? join(ROOT, "build", "browser");
export const PICTURES = join(WORK, "pictures");

// Packages are looked up beside WORK's own lock file and not beside this one.
export const packages = createRequire(join(WORK, "package.json"));

const runFile = promisify(execFile);

// What the program prints; an error that holds all it said when it ends with anything but one of the allowed codes.
export async function run(program, words, { allowed = [0], folder = ROOT } = {}) {
  try {
    const { stdout } = await runFile(program, words, { cwd: folder, maxBuffer: 1 << 28, timeout: 300_000 });
    return stdout;
  } catch (error) {
    if (allowed.includes(error.code)) return error.stdout;
    throw new Error(`${program} ${words.join(" ")}: ${error.code ?? error.signal}\n${error.stderr ?? error.message}`);
  }
}

// The first few of many, so that one fault of a template does not fill the screen.
export function few(list, limit = 6) {
  const shown = list.slice(0, limit).map((item) => (item.length > 300 ? `${item.slice(0, 300)}…` : item));
  return list.length > limit ? [...shown, `… and ${list.length - limit} more`] : shown;
}
