import type { Page } from '@playwright/test';
import { openChat, postLines, signInQuietly, twoInAChat } from './support/people.ts';
import {
  type Walk,
  walkAsGuest,
  walkAsMember,
  walkAsOwner,
  walkAsStranger,
  walkTroubles,
  walkWhileLoading,
} from './support/screens.ts';
import { still } from './support/still.ts';
import { log } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { type Language, wordsIn } from './support/words.ts';
import { createWorld } from './support/world.ts';

const walks: ((walk: Walk) => Promise<void>)[] = [
  walkAsStranger,
  walkAsMember,
  walkAsGuest,
  walkAsOwner,
  walkWhileLoading,
];

for (const [language, locale, direction] of [
  ['en', 'en-GB', 'ltr'],
  ['pl', 'pl-PL', 'rtl'],
] satisfies [Language, string, string][])
  test(`nothing is wider than a screen of 320 pixels, in ${locale}, ${direction}`, async ({
    visitor,
    installation,
    watch,
  }) => {
    test.setTimeout(300_000);
    watch.expectTrouble(...walkTroubles);
    const world = await createWorld(installation);
    const tooWide: string[] = [];
    for (const walk of walks) {
      const page = await visitor({
        viewport: { width: 320, height: 640 },
        isMobile: true,
        hasTouch: true,
        locale,
        reducedMotion: 'reduce',
        forcedColors: direction === 'rtl' ? 'active' : 'none',
      });
      await page.addInitScript((dir) => {
        new MutationObserver(() => (document.documentElement.dir = dir)).observe(document, {
          childList: true,
        });
      }, direction);
      const see = async (screen: string) =>
        void tooWide.push(...(await outside(page)).map((what) => `${screen}: ${what}`));
      await walk({ page, world, words: wordsIn(language), see });
    }
    expect(tooWide).toEqual([]);
  });

/** The page if it scrolls sideways, and what of it can be used but lies outside of the screen. */
async function outside(page: Page): Promise<string[]> {
  await still(page);
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const controls = [
      ...document.querySelectorAll('button, a[href], input, textarea, h1, h2, [data-scrolls]'),
    ];
    // What scrolls by itself, such as a row of tabs, brings what is in it.
    const cut = controls.filter((control) => {
      if (control.closest('[data-scrolls]')) return false;
      const { left, right, width, height } = control.getBoundingClientRect();
      return width > 2 && height > 2 && (left < -1 || right > clientWidth + 1);
    });
    return [
      ...(scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} pixels`] : []),
      ...cut.map((control) => `outside: ${control.outerHTML.slice(0, 120)}`),
    ];
  });
}

for (const [device, options] of [
  ['desktop', { viewport: { width: 1280, height: 800 } }],
  ['phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
] as const)
  test(`nothing shifts while a chat loads, on a ${device}`, async ({ visitor, installation }) => {
    const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
    await postLines(nadia, uri, 30);
    await postLines(tomasz, uri, 30);
    const page = await visitor(options);
    await page.addInitScript(() => {
      const seen = globalThis as typeof globalThis & { shifts: { value: number; what: string }[] };
      seen.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as LayoutShift[]) seen.shifts.push(described(entry));
      }).observe({ type: 'layout-shift', buffered: true });
      interface LayoutShift extends PerformanceEntry {
        value: number;
        sources: { node: Element | null }[];
      }
      const described = ({ value, sources }: LayoutShift) => ({
        value,
        what: sources.map(({ node }) => node?.className ?? '').join(' | '),
      });
    });

    // The network takes its time, so that each state is shown.
    const held: (() => Promise<void>)[] = [];
    await page.route('**/api/**', (route) => void held.push(() => route.continue()));
    await signInQuietly(page, nadia);
    await page.goto(`/chats/${uri}`);
    await expect(page.getByText('Loading messages').last()).toBeAttached();
    await expect(async () => {
      for (const go of held.splice(0)) await go();
      await expect(log(page).getByText('New', { exact: true })).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [100] });
    await page.evaluate(() => document.fonts.ready);
    await settled(page);

    const shifts = await page.evaluate(
      () => (globalThis as typeof globalThis & { shifts: { value: number; what: string }[] }).shifts,
    );
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.02);
  });

test('a chat opens with the look that was chosen', async ({ visitor, installation }) => {
  const { nadia, uri } = await twoInAChat(installation.urls);
  const page = await visitor({ colorScheme: 'light' });
  await openChat(page, nadia, uri);
  const brightness = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await brightness();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Dark', { exact: true }).click();
  await expect.poll(brightness).not.toBe(light);
  const dark = await brightness();
  await page.getByText('Polski', { exact: true }).click();
  await page.getByRole('button', { name: 'Wróć do czatów' }).click();
  await expect(page.getByRole('textbox', { name: 'Napisz wiadomość' })).toBeAttached();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Napisz wiadomość' })).toBeVisible();
  expect(await brightness()).toBe(dark);
});

/** Some frames later: what was going to move has moved. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 10; frames++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
  });
