// A picture of the first screen, as the README shows it:
//   RATER_BROWSER_WORK=build/browser node tests/browser/shoot.mjs PAGE.html PICTURE.png [WIDTH HEIGHT [dark]]
// Chromium is $CHROMIUM or /usr/bin/chromium; the packages are those that tests/browser/run has installed.
import { resolve } from "node:path";
import { launch, openFile } from "./visit.mjs";

const [file, picture, width = "1000", height = "1300", scheme = "light"] = process.argv.slice(2);
if (!picture) throw new Error("which page, and into which picture?");
const browser = await launch();
const { page } = await openFile(browser, resolve(file));
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
await page.setViewport({ width: Number(width), height: Number(height), deviceScaleFactor: 1 });
await page.screenshot({ path: picture });
await browser.close();
