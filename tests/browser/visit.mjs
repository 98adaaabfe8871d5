// A page in Chromium, with all that it says and asks for written down.
import { packages } from "./tools.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

// The slowest check of the largest page takes a tenth of this on a busy machine.
const ANSWER_MS = Number(process.env.RATER_BROWSER_ANSWER_MS ?? 120_000);

// The four ways a page is seen on a screen.
export const VIEWS = {
  "1440-light": { width: 1440, height: 1000, scheme: "light" },
  "1440-dark": { width: 1440, height: 1000, scheme: "dark" },
  "360-light": { width: 360, height: 740, scheme: "light" },
  "360-dark": { width: 360, height: 740, scheme: "dark" },
};

export function launch() {
  const words = ["--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];
  // Chromium's own sandbox cannot be set up by root, who runs the tests in a container.
  if (process.getuid?.() === 0) words.push("--no-sandbox");
  return packages("puppeteer-core").launch({ executablePath: CHROMIUM, args: words, protocolTimeout: ANSWER_MS });
}

// Whether the error is of the browser itself: a command without an answer, a page or a browser that is gone. Other
// errors of the protocol (a page that cannot be printed) are the page's.
export function stoppedAnswering(error) {
  return ["TargetCloseError", "ConnectionClosedError"].includes(error?.name) || (error?.name === "ProtocolError" && / timed out\b/.test(error.message));
}

// Ends the browser whether it still listens or not.
export async function kill(browser) {
  browser.process()?.kill("SIGKILL");
  await browser.close().catch(() => {});
}

function listen(page, events) {
  page.on("console", (message) => {
    if (["error", "warn", "assert"].includes(message.type())) events.console.push(message.text());
  });
  page.on("pageerror", (error) => events.console.push(String(error)));
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) events.requests.push(request.url());
  });
  page.on("dialog", (dialog) => {
    events.dialogs.push(dialog.message());
    dialog.dismiss();
  });
}

// Puppeteer's page with the file in it and nothing shown yet; events fill as it lives.
export async function openFile(browser, file, { scripts = true } = {}) {
  const page = await browser.newPage();
  const events = { console: [], requests: [], dialogs: [] };
  listen(page, events);
  await page.setJavaScriptEnabled(scripts);
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
  });
  await page.goto(`file://${file.split("/").map(encodeURIComponent).join("/")}`, { waitUntil: "load" });
  return { page, events };
}

export async function show(page, name) {
  const { width, height, scheme } = VIEWS[name];
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height });
}
