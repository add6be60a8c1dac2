import type { Page } from '@playwright/test';
import { openChat, post, signInQuietly, twoInAChat } from './support/people.ts';
import { expectConversation, log, message, say, texts } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { connectionLost, networkLost } from './support/watch.ts';

/** The list draws only what is in view. Here that is everything. */
const tall = { width: 800, height: 2400 };

test('a server that is killed and comes back loses, doubles and swaps nothing', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(connectionLost);
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor({ viewport: tall }), await visitor({ at: 1, viewport: tall })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);
  await say(nadia, 'before');
  await expectConversation([nadia, tomasz], ['before']);

  await test.step('killed while both talk', async () => {
    const talking = Promise.all([speak(nadia, 'nadia', 10), speak(tomasz, 'tomasz', 10)]);
    await expect(texts(nadia).nth(5)).toBeVisible();
    await installation.kill();
    await talking;
  });
  await test.step('both are told, and what they write waits', async () => {
    for (const page of [nadia, tomasz])
      await expect(page.getByText('No connection to the server. Trying again…')).toBeVisible();
    await say(nadia, 'while it was down');
    await expect(message(nadia, 'while it was down')).toBeVisible();
    await expect(nadia.getByText('Sending…').last()).toBeVisible();
  });

  await installation.restart();
  await test.step('it all arrives, once, in one order', async () => {
    for (const page of [nadia, tomasz]) {
      await expect(page.getByText('No connection to the server. Trying again…')).toBeHidden({
        timeout: 30_000,
      });
      await expect(texts(page)).toHaveCount(22, { timeout: 30_000 });
      await expect(log(page).getByText(/^Sending…|^Not sent/)).toHaveCount(0, { timeout: 30_000 });
    }
    const order = await texts(nadia).allTextContents();
    expect(await texts(tomasz).allTextContents()).toEqual(order);
    expect(order.filter((text) => !text.startsWith('tomasz'))).toEqual([
      'before',
      ...lines('nadia', 10),
      'while it was down',
    ]);
    expect(order.filter((text) => text.startsWith('tomasz'))).toEqual(lines('tomasz', 10));
    await say(tomasz, 'after');
    await expectConversation([nadia, tomasz], [...order, 'after']);
  });
});

test('without a network messages wait, and both sides catch up when it is back', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);

  await nadia.context().setOffline(true);
  await say(nadia, 'from the tunnel');
  await say(nadia, 'still in it');
  await expect(message(nadia, 'still in it')).toBeVisible();
  await expect(nadia.getByText("Not sent yet. It goes out by itself once you're online.").last()).toBeVisible(
    {
      timeout: 15_000,
    },
  );
  // Shown at once; what counts for the order is that the server has it.
  const taken = tomasz.waitForResponse((answer) => answer.request().method() === 'POST');
  await say(tomasz, 'are you there?');
  expect((await taken).status()).toBe(201);

  await nadia.context().setOffline(false);
  await expectConversation([nadia, tomasz], ['are you there?', 'from the tunnel', 'still in it']);
  await expect(nadia.getByText(/^Not sent/)).toHaveCount(0);
});

test('a message that the server took, but whose answer was lost, is there once', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(connectionLost);
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  // Without her socket, nadia learns only from an answer that the message is there.
  await nadia.routeWebSocket('**/ws', () => undefined);
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);
  let sent = 0;
  await nadia.route('**/messages/', async (route) => {
    if (route.request().method() !== 'POST' || sent++ > 0) return await route.continue();
    await route.fetch();
    return await route.abort('connectionreset');
  });

  await say(nadia, 'did you get this?');
  await say(nadia, 'and this?');
  await expectConversation([nadia, tomasz], ['did you get this?', 'and this?']);
  await expect(nadia.getByText('Sending…')).toHaveCount(0);
  expect(sent).toBe(3);
  await tomasz.reload();
  await expectConversation([tomasz], ['did you get this?', 'and this?']);
});

test('a message that the server refuses says why, and can be sent again or deleted', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^404 \/api\/chats\/[\w-]+\/messages\/$/);
  const people = await twoInAChat(installation.urls);
  const nadia = await visitor();
  await openChat(nadia, people.nadia, people.uri);
  await nadia.route('**/messages/', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 404, json: { code: 'not_found', detail: 'No such chat.', errors: {} } })
      : route.continue(),
  );
  for (const text of ['to delete', 'to send again']) await say(nadia, text);
  const refusals = log(nadia).getByRole('status').filter({ hasText: 'Not sent: ' });
  await expect(refusals).toHaveCount(2);
  await refusals.first().getByRole('button', { name: 'Delete' }).click();
  await expect(refusals).toHaveCount(1);
  await nadia.unroute('**/messages/');
  await refusals.getByRole('button', { name: 'Try again' }).click();
  await expect(refusals).toHaveCount(0);
  await expectConversation([nadia], ['to send again']);
  await nadia.reload();
  await expectConversation([nadia], ['to send again']);
});

test('a chat that was opened while the server was down fills by itself when it is back', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(connectionLost);
  const people = await twoInAChat(installation.urls);
  await post(people.tomasz, people.uri, 'already there');
  const nadia = await visitor({ viewport: { width: 1000, height: 800 } });
  await signInQuietly(nadia, people.nadia);
  await nadia.goto('/chats');
  const entry = nadia.getByRole('link', { name: people.tomasz.user.username });
  await expect(entry).toBeVisible();
  await installation.kill();
  await entry.click();
  await expect(nadia.getByText(/server did not answer/)).toBeVisible();
  await installation.restart();
  await expect(message(nadia, 'already there')).toBeVisible({ timeout: 30_000 });
});

async function speak(page: Page, name: string, count: number): Promise<void> {
  for (const line of lines(name, count)) await say(page, line);
}

const lines = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n + 1}`);
