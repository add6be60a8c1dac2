import type { ChatDetails } from '@chatire/protocol';
import type { Page } from '@playwright/test';
import { openChat, post, postLines, twoInAChat } from './support/people.ts';
import { log, message } from './support/talking.ts';
import { expect, test } from './support/test.ts';

const count = 300;

for (const reducedMotion of ['no-preference', 'reduce'] as const)
  test(`a chat opens at its newest message and stays there (motion: ${reducedMotion})`, async ({
    visitor,
    installation,
  }) => {
    const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
    await postLines(nadia, uri, count);
    const page = await visitor({ reducedMotion });
    await openChat(page, nadia, uri);
    await expect(message(page, `line ${count}`)).toBeInViewport();

    await post(tomasz, uri, 'one more');
    await expect(message(page, 'one more')).toBeInViewport();
    await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);

    await page.reload();
    await expect(message(page, 'one more')).toBeInViewport();
    await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);
  });

test('older messages come while one scrolls up, and nothing jumps', async ({ visitor, installation }) => {
  const { nadia, uri } = await twoInAChat(installation.urls);
  await postLines(nadia, uri, count);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(message(page, `line ${count}`)).toBeInViewport();
  const nodesAtFirst = await countNodes(page);

  const older = await holdOlderPages(page);
  await log(page).hover();
  for (let first = count - 50; first > 0; first -= 50) {
    await scrollUpUntil(page, older.isAsked);
    const anchor = await followTopMessage(page);
    const rowsBefore = await log(page).evaluate((element) => element.scrollHeight);
    await older.release();
    await expect
      .poll(async () => await log(page).evaluate((element) => element.scrollHeight))
      .toBeGreaterThan(rowsBefore + 500);
    expect(await anchor.mostMoved(), `pixels that "${anchor.text}" moved`).toBeLessThanOrEqual(1);
    expect(await countNodes(page)).toBeLessThan(nodesAtFirst * 3);
  }
  const beginning = page.getByText('This is where the chat begins.');
  await scrollUpUntil(page, () => beginning.isVisible());
  await expect(message(page, 'line 1')).toBeVisible();
  expect(older.pages()).toBe(count / 50 - 1);
});

test('whoever reads back is told of new messages and not moved', async ({ visitor, installation }) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await postLines(nadia, uri, 60);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(message(page, 'line 60')).toBeInViewport();
  await log(page).hover();
  await scrollUpUntil(page, async () => (await distanceToEnd(page)) > 400);

  const anchor = await followTopMessage(page);
  for (const n of [1, 2, 3]) await post(tomasz, uri, `news ${n}`);
  const pill = page.getByRole('button', { name: '3 new messages' });
  await expect(pill).toBeVisible();
  expect(await anchor.mostMoved(), `pixels that "${anchor.text}" moved`).toBeLessThanOrEqual(1);
  await expect(page).toHaveTitle(/^\(3\) /);

  await pill.click();
  await expect(message(page, 'news 3')).toBeInViewport();
  await expect(pill).toBeHidden();
  await expect(page).toHaveTitle(/^[^(]/);
});

test('a chat with unread messages opens where they begin', async ({ visitor, installation }) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await postLines(nadia, uri, 20);
  await postLines(tomasz, uri, 40);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(log(page).getByText('New', { exact: true })).toBeInViewport();
  await expect(log(page).getByText('line 1', { exact: true }).last()).toBeInViewport();
});

test('with more unread than a page a chat opens where they begin, and counts what was not in view yet', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(nadia, uri, 'where we stopped');
  await postLines(tomasz, uri, 80);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(log(page).getByText('New', { exact: true })).toBeInViewport();
  await expect(message(page, 'line 1')).toBeInViewport();
  await expect(async () => {
    const left = await unreadInTitle(page);
    expect(left).toBeGreaterThan(50);
    expect(left).toBeLessThan(80);
    await expect(message(page, `line ${80 - left}`)).toBeInViewport({ timeout: 1 });
    await expect(message(page, `line ${80 - left + 2}`)).not.toBeInViewport({ timeout: 1 });
    const { body } = await nadia.call<ChatDetails>('GET', `/api/chats/${uri}/`);
    expect(body.unread_count).toBe(left);
  }).toPass({ timeout: 20_000 });

  await log(page).focus();
  await page.keyboard.press('End');
  await expect(message(page, 'line 80')).toBeInViewport();
  await expect(page.getByRole('article', { name: /tomasz/ }).last()).toBeFocused();
  await expect(page).toHaveTitle(/^[^(]/);
});

const unreadInTitle = async (page: Page) => Number(/^\((\d+)/.exec(await page.title())?.[1] ?? Infinity);

/** Old pages are asked for, and answered when the test says so. */
test('a message is found by a part of a word, far back, and by keys alone one gets there', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(nadia, uri, 'Zażółć gęślą jaźń');
  const gone = await post(tomasz, uri, 'jazn, but not for long');
  await postLines(nadia, uri, 120);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await page.keyboard.press('Control+Shift+F');
  await expect(page.getByRole('searchbox', { name: 'Find messages' })).toBeFocused();
  await page.keyboard.type('JAZN');
  const search = page.getByRole('search');
  await expect(search.getByRole('link')).toHaveCount(2);
  await expect(search.locator('mark')).toHaveText(['jazn', 'jaźń']);
  await tomasz.call('DELETE', `/api/chats/${uri}/messages/${gone.id}/`);
  await expect(search.getByRole('status')).toHaveText('1 message found');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(message(page, 'Zażółć gęślą jaźń')).toBeInViewport();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Type a message' })).toBeFocused();
});

async function holdOlderPages(page: Page) {
  let waiting: (() => Promise<void>)[] = [];
  let answered = 0;
  await page.route('**/messages/?before=*', (route) => void waiting.push(() => route.continue()));
  return {
    isAsked: async () => waiting.length > 0,
    pages: () => answered,
    async release() {
      answered += waiting.length;
      for (const go of waiting) await go();
      waiting = [];
    },
  };
}

/** Turns the wheel until it is so, and waits until the view stands still. */
async function scrollUpUntil(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, -300);
    expect(await isSo()).toBe(true);
  }).toPass({ intervals: [50], timeout: 20_000 });
  await log(page).evaluate(async (element) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let place = -1, still = 0; still < 10; place = element.scrollTop) {
      await frame();
      still = element.scrollTop === place ? still + 1 : 0;
    }
  });
}

/** Watches, frame by frame, where the message stands that is in the middle of the view. */
async function followTopMessage(page: Page) {
  const followed = await log(page).evaluateHandle((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    const bubble = [...element.querySelectorAll('p[dir="auto"]')].find(
      (one) => one.getBoundingClientRect().bottom > middle,
    );
    const text = bubble?.textContent ?? '';
    const start = bubble?.getBoundingClientRect().top ?? 0;
    const state = { text, moved: 0 };
    const look = () => {
      const now = [...element.querySelectorAll('p[dir="auto"]')].find((one) => one.textContent === text);
      const distance = now ? Math.abs(now.getBoundingClientRect().top - start) : Infinity;
      state.moved = Math.max(state.moved, distance);
      requestAnimationFrame(look);
    };
    look();
    return state;
  });
  return {
    text: await followed.evaluate((state) => state.text),
    mostMoved: () => followed.evaluate((state) => state.moved),
  };
}

const distanceToEnd = (page: Page) =>
  log(page).evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);

const countNodes = (page: Page) => log(page).evaluate((element) => element.querySelectorAll('*').length);
