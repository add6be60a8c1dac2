import type { Page } from '@playwright/test';
import { expectKeptUnsent, kept, keptPages } from './support/kept.ts';
import { startBefore } from './support/newer-server.ts';
import { openChat, personWithChat, post, twoInAChat } from './support/people.ts';
import { composer, expectConversation, log, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { connectionLost } from './support/watch.ts';

test.use({ serviceWorkers: 'allow' });

/** What the worker couldn't bring either, the browser calls "failed". */
const away = [connectionLost, /ERR_FAILED/];

test('what was loaded is read and answered without the server, and the answer goes out once', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(...away);
  const people = await twoInAChat(installation.urls);
  await post(people.tomasz, people.uri, 'are you coming?');
  const page = await visitor({ serviceWorkers: 'allow' });
  await openChat(page, people.nadia, people.uri);
  await expectKept(page, people.uri);
  const devTools = await page.context().newCDPSession(page);
  const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
  // A window of a private kind, as tests have it, can't be installed from.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);

  await installation.kill();
  await page.reload();
  await expectConversation([page], ['are you coming?']);
  await expect(page.getByRole('link', { name: /are you coming/ })).toBeVisible();
  await expect(page.getByText('No connection to the server. Trying again…')).toBeVisible();
  await say(page, 'on my way');
  await expectKeptUnsent(page, ['on my way']);
  await page.reload();
  await expectConversation([page], ['are you coming?', 'on my way']);

  await installation.restart();
  await expect(log(page).getByText(/^Sending…|^Not sent/)).toHaveCount(0, { timeout: 30_000 });
  await page.reload();
  await expectConversation([page], ['are you coming?', 'on my way']);

  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('tab', { name: 'Sign In' })).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);
});

test('a new version is there at the next reload, and an old one opens where the network is slow or gone', async ({
  visitor,
  installation,
  watch,
}) => {
  const server = await startBefore(installation.urls[0]);
  try {
    watch.expectTrouble(...away, /^Asked another host/, /WebSocket/);
    const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
    const page = await visitor({ serviceWorkers: 'allow', baseURL: server.url });
    await openChat(page, person, chat.uri);
    await expectKept(page, chat.uri);
    const version = () => page.locator('html').getAttribute('data-version');

    server.renew('page', 'two');
    // A server that takes longer than a second isn't waited for.
    await expect(async () => {
      await page.reload();
      expect(await version()).toBe('two');
    }).toPass({ timeout: 30_000 });
    server.renew('worker', 'two');
    await page.reload();
    await expect.poll(() => keptPages(page)).toEqual([true, true]);
    await server.stop();
    await page.reload();
    expect(await version()).toBe('two');
    await expect(composer(page)).toBeVisible();
  } finally {
    await server.stop();
  }
});

/** The page is kept by its worker, and the chat by the page. */
async function expectKept(page: Page, uri: string): Promise<void> {
  await expect.poll(() => keptPages(page)).toEqual([true]);
  await expect.poll(() => kept(page)).toContain(uri);
}
