// Which check looks at which pages, in which views. A check without views looks once, at the first view.
import * as file from "./checks_file.mjs";
import * as paper from "./checks_paper.mjs";
import * as screen from "./checks_screen.mjs";
import * as words from "./checks_words.mjs";
import { VIEWS } from "./visit.mjs";

export const ALL_VIEWS = Object.keys(VIEWS);
const NARROW = ["360-light"], FIRST = ALL_VIEWS.slice(0, 1);
const always = () => true;
// The demonstration is looked at most closely; the others are drawn by the same hands. What takes long looks at each
// kind of data once.
const isDemo = ({ set }) => set.name === "demo";
const isOneOf = (...pages) => ({ set, language }) => pages.includes(`${set.name}.${language}`);

// In the order in which they run: those that change the page (they move the focus, sort, follow links) come last.
export const CHECKS = [
  { name: "weight", find: file.light },
  { name: "html-validate", find: file.validates },
  { name: "ids", find: file.idsAreOne },
  { name: "links", find: file.linksLead },
  { name: "result ids", find: file.rowsAreOfTheResult },
  { name: "language", find: words.hasLanguage },
  { name: "no Chinese", find: words.noChinese, of: ({ language }) => language === "en" },
  { name: "no English", find: words.noEnglish, of: ({ language }) => language === "zh" },
  { name: "policy", find: screen.policy },
  { name: "text stays text", find: screen.textStaysText },
  { name: "sideways", find: screen.notSideways, views: ["1440-light", "360-light"] },
  { name: "labels", find: screen.labelsInside, views: ["1440-light", "360-light"] },
  { name: "axe", find: screen.accessible, views: NARROW },
  { name: "axe", find: screen.accessible, views: FIRST, of: isDemo },
  { name: "contrast", find: screen.contrast, views: ["360-dark"], of: isOneOf("demo.zh", "demo.en", "wide.zh", "hostile.en") },
  { name: "contrast", find: screen.contrast, views: ["1440-dark"], of: isDemo },
  { name: "no script", find: paper.completeWithoutScript },
  { name: "print", find: paper.prints, of: isOneOf("demo.zh", "demo.en", "wide.zh", "hostile.en") },
  { name: "evidence", find: screen.evidenceOpens },
  { name: "keyboard", find: screen.keyboardPath, of: isOneOf("demo.en", "sample.zh") },
  { name: "sorting", find: screen.sortsByKey, views: ["1440-light", "360-light"] },
  { name: "searching", find: screen.findsInAllTables },
  { name: "console", find: screen.silent, views: ["last"] },
  { name: "requests", find: screen.alone, views: ["last"] },
].map((check) => ({ of: always, views: FIRST, ...check }));
