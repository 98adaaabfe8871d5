// Pictures of the pages, kept for whoever wants to see what the tests saw.
import { join } from "node:path";
import { PICTURES, run } from "./tools.mjs";

const SLICE = 4000;

// The whole page, in slices that a picture viewer takes.
export async function picture(page, name) {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
  for (let top = 0, number = 1; top < height; top += SLICE, number++)
    await page.screenshot({ path: join(PICTURES, `${name}-${String(number).padStart(2, "0")}.png`), optimizeForSpeed: true, captureBeyondViewport: true,
      clip: { x: 0, y: top, width, height: Math.min(SLICE, height - top) } });
}

export async function printedPictures(pdf, name) {
  await run("pdftoppm", ["-r", "50", "-gray", "-png", pdf, join(PICTURES, name)]);
}
