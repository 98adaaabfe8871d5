// Rows whose texts try to break out of the page: every column that holds words gets them, every table, and the names
// of files and columns. The numbers stay as they were, so that the page still has something to say.
import { readFileSync, readdirSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

const RIGHT_TO_LEFT = "\u202Eevil\u202C\u2067x\u2069\u200F";
// A mark that scripts would set, and that nothing on the page may have set.
export const PAYLOADS = [
  "<script>window.pwned=1</script>",
  "\"><img src=x onerror=window.pwned=1>",
  "'><svg onload=window.pwned=1>",
  "=cmd|'/C calc'!A0",
  "</style><script>window.pwned=1</script>",
  "</title></textarea><iframe src=javascript:window.pwned=1>",
  "--><!-- ]]> <![CDATA[",
  "&lt;b&gt; &amp;quot; &#x3c;script&#x3e;",
  "{1} {2} %s %n ${7*7} {{7*7}}",
  RIGHT_TO_LEFT,
  "😀👩‍👩‍👧‍👦 𠮷野家 é̂̃",
  "a b\u00A0c\u2028d\uFEFF",
  "javascript:window.pwned=1",
  "100% #x?y=z|dealer=D001|2025-06",
];
const LONG = "长字".repeat(1700) + "W".repeat(5000);

export const TITLE = `A&B "厂" <script>window.pwned=1</script>`;

const KINDS = new Set(["code", "path", "text"]);
// Columns whose few values choose what is counted; other words there would leave the page without a chapter.
const MEANING = new Set(["answered", "outcome", "phase", "kind", "status", "reason", "charge_reason", "accepted"]);

function columnsToBreak(table) {
  const schema = JSON.parse(readFileSync(join(ROOT, "datasets/schema/tables", `${table}.json`), "utf8"));
  return new Set(schema.columns.filter((column) => KINDS.has(column.type) && !MEANING.has(column.name))
    .map((column) => column.name));
}

// The same value gets the same words everywhere, other values other words, so that rows still belong together. One in
// forty customers' comments is longer than any cell should be.
function hostileValue(value, column, row) {
  if (value === "") return column === "comment" || column === "note" ? PAYLOADS[row % PAYLOADS.length] : "";
  let sum = 0;
  for (const letter of value) sum = (sum * 31 + letter.codePointAt(0)) % 1_000_003;
  if (column === "comment" && sum % 40 === 0) return LONG;
  return `${value}${PAYLOADS[sum % PAYLOADS.length]}`;
}

function cell(text) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The generator's clean style quotes nothing, so a comma is always a border.
function breakTable(text, table) {
  const lines = text.trimEnd().split("\n");
  const names = lines[0].split(",");
  const broken = columnsToBreak(table);
  const rows = lines.slice(1).map((line, number) => line.split(",").map((value, index) =>
    cell(broken.has(names[index]) ? hostileValue(value, names[index], number) : value)).concat("x").join(","));
  return [[...names, cell(PAYLOADS[0])].join(","), ...rows].join("\n") + "\n";
}

// Writes the tables of a folder in the clean style again, hostile; the configuration beside them.
export function breakFolder(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((file) => file.endsWith(".csv"))) {
    const table = name.replace(".csv", "");
    const text = breakTable(readFileSync(join(from, name), "utf8"), table);
    writeFileSync(join(to, `${table}_<img src=x onerror=window.pwned=1>&"'.csv`), text);
  }
  const first = readdirSync(to).find((name) => name.startsWith("surveys"));
  const last = readFileSync(join(to, first), "utf8").trimEnd().split("\n").at(-1);
  // A row that is rejected, with words in the cell it is rejected for.
  writeFileSync(join(to, first), `\n${last.replace(/^[^,]*,[^,]*/, "S<b>x,<script>window.pwned=1</script>")}\n`, { flag: "a" });
}

export const CONFIGURATION = {
  schema: "rater.config/1",
  title: TITLE,
  benchmarks: { "survey.overall.top2": { value: 0.6, source: `${PAYLOADS[1]} 2020` } },
  targets: { "sla.close_24h": 0.85 },
};
