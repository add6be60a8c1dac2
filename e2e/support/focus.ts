import { expect, type Page } from '@playwright/test';

/** The person looks at another tab; what comes back looks at this one again. */
export async function lookAway(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  // Otherwise Playwright lets every page believe that it has the focus.
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await page.context().newPage();
  await other.bringToFront();
  const hasFocus = () => page.evaluate(() => document.hasFocus());
  await expect.poll(hasFocus).toBe(false);
  return async () => {
    await other.close();
    await page.bringToFront();
    await expect.poll(hasFocus).toBe(true);
  };
}

/** Counts the tones that the page plays; call it before the page is opened. */
export async function countTones(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = globalThis as typeof globalThis & { tones: number };
    counted.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      counted.tones++;
      start.call(this, when);
    };
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { tones: number }).tones);
}
