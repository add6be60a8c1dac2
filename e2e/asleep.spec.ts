import { limits, type Chat } from '@chatire/protocol';
import type { Page } from '@playwright/test';
import { openChat, post, twoInAChat } from './support/people.ts';
import { log, message, say, texts, toNewest } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { networkLost } from './support/watch.ts';

for (const { missed, own, how } of [
  { missed: limits.resumeEvents - 100, own: [], how: 'by its events' },
  { missed: limits.resumeEvents + 100, own: [], how: 'by a fresh page' },
  {
    missed: limits.resumeEvents - 100,
    own: ['said in its sleep'],
    how: 'after its own message came through',
  },
])
  test(`a page that slept for a day catches up without a hole ${how}`, async ({
    visitor,
    installation,
    watch,
  }) => {
    test.setTimeout(240_000);
    watch.expectTrouble(networkLost);
    const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
    const page = await visitor();
    await page.clock.install();
    const network = await holdNetwork(page);
    for (let n = 1; n <= 70; n++) await post(tomasz, uri, `line ${n}`);
    await openChat(page, nadia, uri);
    await toNewest(page, 'line 70');
    await say(page, 'good night');
    await expect(page.getByText('Sending…')).toHaveCount(0);
    // A read mark that was on its way would be lost with the line: where one has read up to is what the server heard.
    const read = () => nadia.call<Chat>('GET', `/api/chats/${uri}/`).then(({ body }) => body.read_sequence);
    await expect.poll(read).toBeGreaterThanOrEqual(71);

    await network.lose();
    for (const text of own) await say(page, text);
    const all = [...lines(1, 70), 'good night', ...lines(71, 70 + missed), ...own];
    for (let n = 71; n <= 70 + missed; n++) await post(tomasz, uri, `line ${n}`);
    const renewed = page.waitForResponse('**/auth/token/refresh/', { timeout: 30_000 });
    await page.clock.fastForward('24:00:00');
    await network.find();
    // Its token is worth nothing any more.
    expect((await renewed).status()).toBe(200);

    if (!own.length) {
      // It stays where one has read up to, and carries nothing past.
      await expect(log(page).getByText('New', { exact: true })).toBeInViewport();
      await expect(message(page, 'line 71')).toBeInViewport();
      await expect(page.getByRole('button', { name: /new messages$/ })).toBeVisible();
    }
    await toNewest(page, `line ${70 + missed}`);
    await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0);
    // Too far behind, either the server says so, or the page finds it first and begins afresh by itself.
    if (!own.length) expect(network.resets()).toBeLessThanOrEqual(missed > limits.resumeEvents ? 1 : 0);
    expect(await readThrough(page)).toEqual(all);
    await post(tomasz, uri, 'live again');
    await expect(message(page, 'live again')).toBeAttached();
  });

test('a tab that the browser froze catches up without a hole', async ({ visitor, installation }) => {
  test.setTimeout(240_000);
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const page = await visitor();
  await post(tomasz, uri, 'line 1');
  await openChat(page, nadia, uri);
  await expect(message(page, 'line 1')).toBeVisible();
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  const missed = limits.resumeEvents + 100;
  for (let n = 2; n <= missed; n++) await post(tomasz, uri, `line ${n}`);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await toNewest(page, `line ${missed}`);
  expect(await readThrough(page)).toEqual(lines(1, missed));
});

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

/** As when the lid is shut: nothing comes or goes, and nobody hangs up. `resets`: how often the server said to begin afresh. */
async function holdNetwork(page: Page) {
  let isLost = false;
  let resets = 0;
  const hangUps = new Set<() => void>();
  await page.routeWebSocket('**/ws', (socket) => {
    if (isLost) return;
    const server = socket.connectToServer();
    let isDead = false;
    hangUps.add(() => {
      isDead = true;
      void server.close();
    });
    socket.onMessage((frame) => void (isDead || server.send(frame)));
    server.onMessage((frame) => {
      if (isDead) return;
      if (String(frame).startsWith('{"type":"reset"')) resets++;
      socket.send(frame);
    });
    server.onClose((code = 1000, reason = '') => void (isDead || socket.close({ code, reason })));
  });
  return {
    resets: () => resets,
    async lose() {
      isLost = true;
      hangUps.forEach((hangUp) => hangUp());
      await page.context().setOffline(true);
    },
    async find() {
      isLost = false;
      await page.context().setOffline(false);
    },
  };
}

/** Every message from the first to the last, in the order in which they stand: up to the beginning, and down again. */
async function readThrough(page: Page): Promise<string[]> {
  const beginning = page.getByText('This is where the chat begins.');
  const first = texts(page).first();
  await expect(async () => {
    await log(page).evaluate((element) => (element.scrollTop = 0));
    await expect(beginning).toBeInViewport({ timeout: 100 });
    // What is put in above pushes the view down again.
    await page.waitForTimeout(300);
    await expect(beginning).toBeInViewport({ timeout: 1 });
    await expect(first).toHaveText('line 1', { timeout: 1 });
  }).toPass({ intervals: [50], timeout: 60_000 });

  const read = await texts(page).allTextContents();
  for (let isAtEnd = false; !isAtEnd;) {
    isAtEnd = await log(page).evaluate(async (element) => {
      element.scrollTop += element.clientHeight / 2;
      const isDrawn = () => {
        const view = element.getBoundingClientRect();
        const rows = [...element.querySelectorAll('[data-message]')].map((row) =>
          row.getBoundingClientRect(),
        );
        return rows[0]!.top <= view.top + 100 && rows.at(-1)!.bottom >= view.bottom - 100;
      };
      // The page's clock is ours: its frames say nothing about what is drawn.
      do await new Promise((resolve) => setTimeout(resolve, 50));
      while (!isDrawn());
      return element.scrollHeight - element.clientHeight - element.scrollTop < 2;
    });
    const shown = await texts(page).allTextContents();
    // What is drawn overlaps with what was read.
    const place = read.lastIndexOf(shown[0] ?? '');
    expect(place, `"${shown[0]}" follows nothing`).toBeGreaterThanOrEqual(0);
    expect(shown.slice(0, read.length - place)).toEqual(read.slice(place, place + shown.length));
    read.push(...shown.slice(read.length - place));
  }
  return read;
}
