// Every check is seen to fail: pages are broken in known ways, and the check must say something that it does not say
// of the page as it was drawn.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKS } from "./checks.mjs";
import { htmlOf } from "./checks_paper.mjs";
import { WORK } from "./tools.mjs";
import { openFile, show } from "./visit.mjs";

const BROKEN = join(WORK, "broken");

const inMain = (more) => (html) => html.replace("</main>", `${more}</main>`);
const first = (more) => (html) => html.replace(/<body[^>]*>/, (body) => body + more);
// What is added must work to be a fault, so the page's policy goes.
const loosened = (change) => (html) => change(html.replace(/(Content-Security-Policy"? content=")[^"]*/, "$1script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src *"));

// Of the English page unless it says another; [check, what is broken, how, language].
const BREAKS = [
  ["weight", "a heavy comment", inMain(`<!--${"x".repeat(1_000_000)}-->`)],
  ["html-validate", "a list in a paragraph", inMain("<p><ul><li>x</li></ul></p>")],
  ["ids", "an id given twice", inMain('<p id="twice">x</p><p id="twice">x</p>')],
  ["ids", "a blank in an id", inMain('<p id="a b">x</p>')],
  ["links", "a link to nothing", inMain('<a href="#nowhere">x</a>')],
  ["links", "a link to a file that is not there", inMain('<a href="missing.html">x</a>')],
  ["result ids", "a row of no number", inMain('<table><tbody><tr id="rater.nothing||2025-06"><td>x</td></tr></tbody></table>')],
  ["result ids", "rows without ids", (html) => html.replace(/ id=("[^"]*\|[^"]*"|[^"\s>]*\|[^\s>]*)/g, "")],
  ["language", "the other language's tag", (html) => html.replace(/<html lang="?[\w-]*"?/, '<html lang="fr"')],
  ["no Chinese", "a sentence not translated", inMain("<p>这一句没有译成英文</p>")],
  ["no Chinese", "a name not translated", inMain('<p aria-label="没有译成英文的名称">x</p>')],
  ["no English", "a sentence not translated", inMain("<p>this sentence was forgotten</p>"), "zh"],
  ["no English", "a label not translated", inMain("<p>Callbacks</p>"), "zh"],
  ["policy", "a script that the policy does not know", inMain("<script>1</script>")],
  ["policy", "a policy that lets in everything", loosened((html) => html)],
  ["text stays text", "an image whose loading runs a script", loosened(inMain('<img src="x:" onerror="window.pwned=1">'))],
  ["text stays text", "a link that is a script", inMain('<a href="javascript:alert(1)">x</a>')],
  ["sideways", "a drawing wider than the window", inMain(`<svg width="900" height="9" role="img" aria-label="x"></svg>`)],
  ["labels", "a label left of the window", inMain('<figure><svg width="100" height="20" role="img" aria-label="x"><text x="-400" y="10">lost</text></svg></figure>')],
  ["axe", "a button without a name", inMain("<button></button>")],
  ["contrast", "grey on grey", loosened(inMain('<p style="color:#777;background:#666">grey</p>'))],
  ["no script", "a sentence that the script writes", loosened(inMain('<script>document.querySelector("main").append("only so")</script>'))],
  ["no script", "a sentence that nothing shows", inMain("<p hidden>nobody reads this</p>")],
  ["no script", "a table that the script takes away", loosened(inMain('<p id="gone">gone</p><script>document.querySelector("#gone").remove()</script>'))],
  ["print", "a hundred sheets", loosened(inMain('<p style="break-before:page">x</p>'.repeat(100)))],
  ["evidence", "a finding that leads nowhere", (html) => html.replace(/(id="?findings"?[\s\S]*?href=)("#[^"]*"|#[^\s>]*)/, '$1"#nowhere"')],
  ["evidence", "evidence in a hidden place", loosened((html) => html.replace(/(id="?findings"?[\s\S]*?href=)("#[^"]*"|#[^\s>]*)/, '$1"#away"').replace("</main>", '<p id="away" hidden>x</p></main>'))],
  ["keyboard", "no link to the content", first("<button>x</button>")],
  ["keyboard", "focus that is not seen", loosened(inMain("<style>:focus,:focus-visible{outline:none!important;box-shadow:none!important}</style>"))],
  ["keyboard", "contents that Tab passes over", inMain('<nav class="contents"><a href="#quality" tabindex="-1">x</a></nav>')],
  ["sorting", "no script", (html) => html.replace(/<script>[\s\S]*?<\/script>/g, "")],
  ["sorting", "a sort that is not told", loosened(inMain("<script>setInterval(() => document.querySelectorAll('th').forEach((th) => th.removeAttribute('aria-sort')), 1)</script>"))],
  ["searching", "no script", (html) => html.replace(/<script>[\s\S]*?<\/script>/g, "")],
  ["searching", "rows that never hide", loosened(inMain("<script>setInterval(() => document.querySelectorAll('tbody tr').forEach((row) => { row.hidden = false; }), 1)</script>"))],
  ["searching", "rows that stay away", loosened(inMain("<script>addEventListener('input', () => setTimeout(() => { document.querySelector('.table tbody tr').hidden = true; }, 1))</script>"))],
  ["console", "an error on the console", loosened(inMain("<script>console.error('x')</script>"))],
  ["requests", "a picture from elsewhere", loosened(inMain('<img src="http://127.0.0.1:9/x.png" alt="">'))],
];

// These take as long as the page is; one section of it shows as well whether they notice.
const SLOW = new Set(["axe", "contrast", "html-validate", "print"]);
const shortened = (html) => html.replace(/(<section[^>]*class="?part\b[\s\S]*?<\/section>)[\s\S]*(?=<\/main>)/, "$1");

async function faultsOf(browser, drawn, html, name) {
  const file = join(BROKEN, `${name}.html`);
  writeFileSync(file, html);
  const check = CHECKS.find((one) => one.name === drawn.check);
  const { page, events } = await openFile(browser, file);
  await show(page, check.views.at(-1) in { last: 1 } ? "1440-light" : check.views.at(-1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const found = await check.find({ ...drawn, file, html, page, events, browser, pdf: file.replace(".html", ".pdf") });
  await page.close();
  return found;
}

// Asked once a key, by whoever comes first; a question that failed is asked again.
function soundFaults(sound, key, ask) {
  if (!sound.has(key)) sound.set(key, ask().catch((error) => {
    sound.delete(key);
    throw error;
  }));
  return sound.get(key);
}

// What is noticed must be new: the same check of the unbroken page is asked first, once for all breaks of the check.
function noticed(drawn, [check, say, change], number, sound) {
  return async (browser) => {
    const whole = htmlOf(drawn.file), html = SLOW.has(check) ? shortened(whole) : whole;
    if (SLOW.has(check) && html === whole) return ["self-test: the page has no section to be cut after"];
    const broken = change(html);
    if (broken === html) return [`self-test: "${say}" changes nothing on the page`];
    const key = `${check}.${drawn.language}`;
    const before = new Set(await soundFaults(sound, key, () => faultsOf(browser, { ...drawn, check }, html, `${number}-sound`)));
    const found = await faultsOf(browser, { ...drawn, check }, broken, `${number}-broken`);
    return found.some((fault) => !before.has(fault)) ? [] : [`self-test: the check "${check}" does not notice ${say}`];
  };
}

// Pieces of work like the pages': each takes a browser and returns faults.
export function selfTest(drawn) {
  rmSync(BROKEN, { recursive: true, force: true });
  mkdirSync(BROKEN, { recursive: true });
  const sound = new Map(), tried = new Set(BREAKS.map(([check]) => check));
  const pieces = BREAKS.map((one, number) => noticed(drawn.find(({ language }) => language === (one[3] ?? "en")), one, number + 1, sound));
  const untried = CHECKS.map(({ name }) => name).filter((name) => !tried.has(name));
  return [...pieces, async () => untried.map((name) => `self-test: nothing breaks what "${name}" checks`)];
}
