import type { Page } from '@playwright/test';

/** Waits until what moves or changes its colour has come to its end. For pages opened with reduced motion: others never rest. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}
