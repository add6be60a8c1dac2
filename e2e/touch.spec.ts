import type { CDPSession, Locator, Page } from '@playwright/test';
import { openChat, post, twoInAChat } from './support/people.ts';
import { composer, log, message } from './support/talking.ts';
import { expect, test } from './support/test.ts';

const phone = { viewport: { width: 390, height: 740 }, isMobile: true, hasTouch: true };

test('a finger answers by a swipe, asks by holding, and scrolls as ever; "back" closes the menu first', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(tomasz, uri, 'who brings the cake?');
  const page = await visitor(phone);
  await followCloseWatchers(page);
  await openChat(page, nadia, uri);
  const finger = await fingerOn(page);
  const said = message(page, 'who brings the cake?');
  const menu = page.getByRole('menu');
  const answering = page.getByRole('button', { name: 'Do not reply' });

  await test.step('too short, and down instead of along: nothing', async () => {
    await finger.draw(said, { x: 40, y: 0 });
    await finger.draw(said, { x: 70, y: 90 });
    await expect(answering).toHaveCount(0);
  });
  await test.step('held: the menu, and "back" takes it away again', async () => {
    await finger.down(said);
    await expect(menu).toBeVisible();
    await finger.up();
    await expect(menu).toBeVisible();
    expect(await page.evaluate(() => String(getSelection()))).toBe('');
    await goBack(page);
    await expect(menu).toBeHidden();
    await expect(log(page)).toBeVisible();
  });
  await test.step('swiped from start to end: an answer', async () => {
    await finger.draw(said, { x: 90, y: 6 });
    await expect(answering).toBeVisible();
    await expect(composer(page)).toBeVisible();
    await expect(page.locator('[data-swipe]')).toHaveCount(0);
  });
});

test('composer and newest message stay above a keyboard that is laid over the page', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  for (let n = 1; n <= 20; n++) await post(tomasz, uri, `line ${n}`);
  const page = await visitor(phone);
  await openChat(page, nadia, uri);
  await expect(message(page, 'line 20')).toBeInViewport();
  const keyboard = 300;
  // Chromium makes the page smaller by itself; Safari says only this.
  await page.evaluate((height) => {
    Object.defineProperty(visualViewport, 'height', { value: innerHeight - height, configurable: true });
    visualViewport!.dispatchEvent(new Event('resize'));
  }, keyboard);
  const bottom = async (what: Locator) => {
    const { y, height } = (await what.boundingBox())!;
    return y + height;
  };
  await expect.poll(() => bottom(composer(page))).toBeLessThan(phone.viewport.height - keyboard);
  await expect
    .poll(() => bottom(message(page, 'line 20')))
    .toBeLessThan(phone.viewport.height - keyboard - 40);
});

/** What the system's "back" asks to close, which no page can press itself. */
async function followCloseWatchers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const global = globalThis as typeof globalThis & { CloseWatcher: new () => object; watchers: object[] };
    global.watchers = [];
    global.CloseWatcher = class extends global.CloseWatcher {
      constructor() {
        super();
        global.watchers.push(this);
      }
    };
  });
}

const goBack = (page: Page) =>
  page.evaluate(() => {
    const { watchers } = globalThis as typeof globalThis & { watchers: { requestClose(): void }[] };
    watchers.at(-1)?.requestClose();
  });

async function fingerOn(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  const middle = async (what: Locator) => {
    const { x, y, width, height } = (await what.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  return {
    down: async (on: Locator) => touch('touchStart', [await middle(on)]),
    up: () => touch('touchEnd', []),
    async draw(from: Locator, by: { x: number; y: number }) {
      const { x, y } = await middle(from);
      const steps = 6;
      const way = Array.from({ length: steps }, (_, step) => ({
        x: x + (by.x * (step + 1)) / steps,
        y: y + (by.y * (step + 1)) / steps,
      }));
      // All at once: a finger that rests between two of them holds.
      await Promise.all([
        touch('touchStart', [{ x, y }]),
        ...way.map((point) => touch('touchMove', [point])),
        touch('touchEnd', []),
      ]);
    },
  };
}
