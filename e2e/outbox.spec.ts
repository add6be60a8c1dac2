import type { Page, Route } from '@playwright/test';
import { expectKeptUnsent } from './support/kept.ts';
import { openChat, post, signInQuietly, twoInAChat } from './support/people.ts';
import {
  composer,
  expectConversation,
  halfAViewUp,
  log,
  message,
  say,
  texts,
  toNewest,
} from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { networkLost } from './support/watch.ts';

test('what was written without a connection is there after a reload, and goes out once, in order', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  await openChat(tomasz, people.tomasz, people.uri);
  const posts = await holdPosts(nadia);
  await openChat(nadia, people.nadia, people.uri);
  const written = ['one', 'two', 'three', 'four', 'five'];
  for (const text of written) await say(nadia, text);
  await expectKeptUnsent(nadia, written);

  await nadia.reload();
  await expectConversation([nadia], written);
  await expect(nadia.getByText('Not sent yet. It goes out by itself once the server answers.')).toHaveCount(
    1,
    {
      timeout: 15_000,
    },
  );
  await expect(log(nadia).getByRole('button', { name: 'Delete' })).toHaveCount(5);
  await post(people.tomasz, people.uri, 'are you there?');

  posts.release();
  await comeBack(nadia);
  await expectConversation([nadia, tomasz], ['are you there?', ...written]);
  await expect(log(nadia).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  expect(posts.through()).toEqual(written);
  // What stood there still would go out once more, for nothing.
  await expectKeptUnsent(nadia, []);
  await nadia.reload();
  await expectConversation([nadia], ['are you there?', ...written]);
  await expect(log(nadia).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  expect(posts.through()).toEqual(written);
});

test('a page that crashes right after a message was written loses nothing', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await page.context().route('**/messages/', failPost);
  await openChat(page, people.nadia, people.uri);
  for (const text of ['one', 'two']) await say(page, text);
  // Where messages are kept was opened by then.
  await expectKeptUnsent(page, ['one', 'two']);
  await say(page, 'and then');
  await expect(message(page, 'and then')).toBeVisible();
  await crash(page);

  const again = await page.context().newPage();
  await again.goto(`/chats/${people.uri}`);
  await expectConversation([again], ['one', 'two', 'and then']);
  await again.context().unroute('**/messages/');
  await comeBack(again);
  await expect(log(again).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  const tomasz = await visitor({ at: 1 });
  await openChat(tomasz, people.tomasz, people.uri);
  await expectConversation([tomasz], ['one', 'two', 'and then']);
});

for (const withLocks of [true, false])
  test(`two tabs show one outbox and send it once (${withLocks ? 'taking turns' : 'plain HTTP'})`, async ({
    visitor,
    installation,
    watch,
  }) => {
    watch.expectTrouble(networkLost);
    const people = await twoInAChat(installation.urls);
    const first = await visitor();
    if (!withLocks) await first.context().addInitScript(withholdLocks);
    const posts = await holdPosts(first.context());
    const second = await first.context().newPage();
    await openChat(first, people.nadia, people.uri);
    await openChat(second, people.nadia, people.uri);
    await first.bringToFront();

    await say(first, 'a');
    await expectConversation([first, second], ['a']);
    await say(second, 'b');
    await expectConversation([first, second], ['a', 'b']);
    await say(first, 'c');
    await expectConversation([first, second], ['a', 'b', 'c']);
    await expect(
      log(second)
        .getByText(/^Not sent yet/)
        .first(),
    ).toBeVisible({ timeout: 15_000 });
    await log(second).getByRole('button', { name: 'Delete' }).nth(1).click();
    await expectConversation([first, second], ['a', 'c']);

    posts.release();
    await Promise.all([comeBack(first), comeBack(second)]);
    for (const page of [first, second])
      await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0, { timeout: 20_000 });
    const tomasz = await visitor({ at: 1 });
    await openChat(tomasz, people.tomasz, people.uri);
    await expectConversation([first, second, tomasz], ['a', 'c']);
    // Without turns a request may be made twice; the server writes the message once.
    const sent = posts.through();
    expect(withLocks ? sent : [...new Set(sent)]).toEqual(['a', 'c']);
  });

test('when the tab that sends is closed, the other one goes on', async ({ visitor, installation }) => {
  const people = await twoInAChat(installation.urls);
  const first = await visitor();
  const second = await first.context().newPage();
  await first.route('**/messages/', (route) =>
    route.request().method() === 'POST' ? undefined : route.continue(),
  );
  await openChat(first, people.nadia, people.uri);
  await openChat(second, people.nadia, people.uri);
  const asked = first.waitForRequest((request) => request.method() === 'POST');
  await say(first, 'hanging');
  await asked;
  await expect(second.getByText('Sending…')).toBeVisible();
  await first.close();
  await expectConversation([second], ['hanging']);
  await expect(log(second).getByText(/^Not sent|^Sending/)).toHaveCount(0);
});

test('drafts are kept for each chat, over a reload and in every tab, until they are sent', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await composer(page).fill('half a\nsent');
  // At once: nothing waits for the pause in typing.
  await page.goto('/chats');
  const entry = page.getByRole('link', { name: tomasz.user.username });
  await expect(entry).toContainText('Draft: half a sent');
  await entry.click();
  await expect(composer(page)).toHaveValue('half a\nsent');
  await expect(entry).not.toContainText('Draft');

  const twin = await page.context().newPage();
  await twin.goto(`/chats/${uri}`);
  await expect(composer(twin)).toHaveValue('half a\nsent');
  await composer(twin).press('Enter');
  await expect(composer(page)).toHaveValue('');
  await page.reload();
  await expect(composer(page)).toHaveValue('');
  await expect(texts(page)).toHaveCount(1);
});

test('somebody else who signs in at this browser neither sees nor sends what was left', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  const posts = await holdPosts(page);
  await openChat(page, people.nadia, people.uri);
  await say(page, 'from nadia');
  await expectKeptUnsent(page, ['from nadia']);
  await composer(page).fill('a thought of hers');
  await page.context().clearCookies();
  await page.goto('about:blank');

  posts.release();
  await openChat(page, people.tomasz, people.uri);
  await say(page, 'from tomasz');
  await expectConversation([page], ['from tomasz']);
  await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  await expect(composer(page)).toHaveValue('');

  await page.context().clearCookies();
  await openChat(page, people.nadia, people.uri);
  await expectConversation([page], ['from tomasz', 'from nadia']);
  await expect(composer(page)).toHaveValue('a thought of hers');
  await expect.poll(posts.through).toEqual(['from tomasz', 'from nadia']);
});

test('a page that was still open never posts as whoever has signed in since', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^401 /);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await openChat(page, people.nadia, people.uri);
  await signInQuietly(page, people.tomasz);
  // Its token is worn out: by the cookie it would get another one.
  await page.route('**/messages/', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer worth.nothing.more' } }),
  );
  await say(page, 'by nadia, and nobody else');
  await expect(page.getByText('You have been signed out. Sign in again to go on.')).toBeVisible();
  await page.unroute('**/messages/');

  await openChat(page, people.nadia, people.uri);
  await expectConversation([page], ['by nadia, and nobody else']);
  await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0);
});

test('whoever signs out is asked before unsent messages and drafts are deleted', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  const posts = await holdPosts(page);
  await openChat(page, people.nadia, people.uri);
  await say(page, 'unsent');
  await composer(page).fill('a draft');
  const signOut = async () => {
    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
  };
  await signOut();
  const asking = page.getByRole('dialog', { name: 'Sign out?' });
  await expect(asking).toContainText("2 things that you wrote haven't been sent.");
  await asking.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(message(page, 'unsent')).toBeVisible();
  await signOut();
  await asking.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/auth');

  posts.release();
  await openChat(page, people.nadia, people.uri);
  await expect(composer(page)).toHaveValue('');
  await say(page, 'a fresh start');
  await expectConversation([page], ['a fresh start']);
  await expect.poll(posts.through).toEqual(['a fresh start']);
});

test('what was written in a chat that is gone can be found and deleted', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost, /^404 \/api\/chats\/[\w-]+\/messages\/$/);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  const posts = await holdPosts(page);
  await openChat(page, people.tomasz, people.uri);
  await say(page, 'too late for this');
  await expectKeptUnsent(page, ['too late for this']);
  await page.goto('about:blank');
  await people.nadia.call('DELETE', `/api/chats/${people.uri}/members/${people.tomasz.user.id}/`);

  posts.release();
  await page.goto('/chats');
  const left = page.getByRole('status').filter({ hasText: "This message wasn't sent: its chat is gone" });
  await expect(left).toContainText('too late for this');
  await page.reload();
  await left.getByRole('button', { name: 'Delete' }).click();
  await expect(left).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: /^Welcome/ })).toBeVisible();
  await expect(left).toHaveCount(0);
});

test('where the browser keeps nothing, messages go out all the same, and the page asks before it is left', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  });
  const posts = await holdPosts(page);
  await openChat(page, people.nadia, people.uri);
  await say(page, 'only here');
  await expect(message(page, 'only here')).toBeVisible();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();

  posts.release();
  await comeBack(page);
  await expectConversation([page], ['only here']);
  await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
});

test('what is kept may be left without being asked', async ({ visitor, installation, watch }) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await holdPosts(page);
  await openChat(page, people.nadia, people.uri);
  await say(page, 'kept');
  await expect(message(page, 'kept')).toBeVisible();
  await expectKeptUnsent(page, ['kept']);
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
});

test('a message that came through long ago, unknown to this browser, opens no hole', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(networkLost);
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await page.routeWebSocket('**/ws', () => undefined);
  let isWritten = false;
  await page.route('**/messages/', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    if (!isWritten) await route.fetch();
    isWritten = true;
    return await route.abort('internetdisconnected');
  });
  await openChat(page, people.nadia, people.uri);
  await say(page, 'written, but nobody told');
  await expect.poll(() => isWritten).toBe(true);
  await page.goto('about:blank');
  for (let n = 1; n <= 120; n++) await post(people.tomasz, people.uri, `line ${n}`);

  await page.unroute('**/messages/');
  await page.goto(`/chats/${people.uri}`);
  await toNewest(page, 'line 120');
  await expect(log(page).getByText(/^Not sent|^Sending/)).toHaveCount(0);
  const seen = new Set<string>();
  await expect(async () => {
    for (const text of await texts(page).allTextContents()) seen.add(text);
    await halfAViewUp(page);
    await expect(page.getByText('This is where the chat begins.')).toBeInViewport({ timeout: 1 });
  }).toPass({ intervals: [1], timeout: 60_000 });
  for (const text of await texts(page).allTextContents()) seen.add(text);
  await expect(texts(page).first()).toHaveText('written, but nobody told');
  for (let n = 1; n <= 120; n++) expect(seen).toContain(`line ${n}`);
});

test('what others wrote before is fetched with one’s own message, also while no news come in', async ({
  visitor,
  installation,
}) => {
  const people = await twoInAChat(installation.urls);
  const page = await visitor();
  await page.routeWebSocket('**/ws', () => undefined);
  await post(people.tomasz, people.uri, 'known');
  await openChat(page, people.nadia, people.uri);
  await expect(message(page, 'known')).toBeVisible();
  await post(people.tomasz, people.uri, 'not heard of');
  await say(page, 'mine');
  await expectConversation([page], ['known', 'not heard of', 'mine']);
});

/** Posts get nowhere, as without a network, until they are released. `through`: the texts that went to the server since. */
async function holdPosts(place: Pick<Page, 'route'>) {
  let isHeld = true;
  const through: string[] = [];
  await place.route('**/messages/', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    if (isHeld) return await route.abort('internetdisconnected');
    through.push((route.request().postDataJSON() as { message: string }).message);
    return await route.continue();
  });
  return { release: () => void (isHeld = false), through: () => through };
}

const failPost = (route: Route) =>
  route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue();

/** What the browser says when the network is back. */
const comeBack = (page: Page) => page.evaluate(() => dispatchEvent(new Event('online')));

function withholdLocks() {
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
}

/** The end of the page's process, as by a fault of the browser or for want of memory. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => {});
  await crashed;
  await page.close();
}
