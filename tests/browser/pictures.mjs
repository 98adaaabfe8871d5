// Pictures of the pages, kept for whoever wants to see what the tests saw.
import { join } from "node:path";
import { PICTURES, run } from "./tools.mjs";

const SLICE_HEIGHT = 4000;

// The whole page, in slices that a picture viewer takes, each seen through a window as tall as a slice: a picture of
// what lies outside the window makes Chromium lay the page out anew for each, and now and then it never comes. The
// last slice is as tall as the others, so it begins before the one before it ends. The window stays tall.
export async function picture(page, name) {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
  await page.setViewport({ width, height: SLICE_HEIGHT });
  for (let top = 0, number = 1; top < height; top += SLICE_HEIGHT, number++) {
    await page.evaluate((place) => scrollTo({ top: place, behavior: "instant" }), top);
    await page.screenshot({ path: join(PICTURES, `${name}-${String(number).padStart(2, "0")}.png`), optimizeForSpeed: true, captureBeyondViewport: false });
  }
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
}

export async function printedPictures(pdf, name) {
  await run("pdftoppm", ["-r", "50", "-gray", "-png", pdf, join(PICTURES, name)]);
}
