import type { Page } from '@playwright/test';
import {
  join,
  openChat,
  password,
  personWithChat,
  post,
  signInQuietly,
  signUp,
  startChat,
  twoInAChat,
  uniqueName,
} from './support/people.ts';
import {
  composer,
  connected,
  expectConversation,
  log,
  margins,
  message,
  say,
  texts,
} from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a new person signs up, starts a chat and gets a link to share', async ({ visitor, watch }) => {
  watch.expectTrouble(/^400 \/auth\/users\/create\/$/);
  const page = await visitor();
  const username = uniqueName('nadia');
  await page.goto('/');
  await expect(page).toHaveTitle('Welcome to Chatire!');
  await expect(page.getByRole('heading', { name: 'Welcome to Chatire!' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Sign Up' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: 'Sign In' })).toBeVisible();

  await test.step('what is missing is said beside each field, and the first one gets the focus', async () => {
    await expect(page.getByRole('checkbox', { name: 'Accept terms and conditions' })).toHaveAttribute(
      'aria-required',
      'true',
    );
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(field(page, 'Username')).toHaveAccessibleDescription('Fill this in.');
    await expect(field(page, 'Username')).toBeFocused();
    await expect(field(page, 'Password')).toHaveAccessibleDescription('Fill this in.');
    await expect(page.getByText('Accept the terms and conditions to create an account.')).toBeVisible();
  });
  await test.step('so is what the server finds wrong', async () => {
    await field(page, 'Username').fill(username);
    await field(page, 'Password').fill('password1');
    await page.getByRole('checkbox', { name: 'Accept terms and conditions' }).check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(field(page, 'Password')).toHaveAccessibleDescription(/Too easy to guess/);
    await expect(field(page, 'Password')).toBeFocused();
  });

  await field(page, 'E-mail').fill('nadia@example.org');
  await field(page, 'Password').fill(password);
  await page.getByRole('checkbox', { name: 'Accept terms and conditions' }).press('Enter');
  await expect(page).toHaveURL('/chats');
  await expect(page.getByRole('heading', { name: `Welcome ${username}!` })).toBeVisible();
  await expect(
    page.getByRole('main').getByText('start a new chat session and then invite your friends'),
  ).toBeVisible();

  await page.getByRole('button', { name: 'Start Chatting' }).click();
  await expect(page).toHaveURL(/\/chats\/[\w-]{20,}$/);
  await expect(page.getByRole('heading', { name: 'Share the page URL to invite new friends' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test('a friend opens the link, gives a name and talks', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const [nadia, ines] = [await visitor(), await visitor({ at: 1 })];
  await signInQuietly(nadia, person);
  await nadia.goto(`/chats/${chat.uri}`);
  await expect(composer(nadia)).toBeVisible();

  await ines.goto(`/chats/${chat.uri}`);
  await expect(ines.getByRole('heading', { name: `${person.user.username}'s chat` })).toBeVisible();
  await expect(ines.getByText(`${person.user.username} invites you to talk.`)).toBeVisible();
  await field(ines, 'Your name').fill('Ines');
  await field(ines, 'Your name').press('Enter');
  await expect(ines).toHaveURL(`/chats/${chat.uri}`);
  await expect(nadia.getByText('2 members')).toBeVisible();

  await test.step('what one types and says, the other sees', async () => {
    await expect(async () => {
      await composer(ines).press('h');
      await expect(nadia.getByRole('main').getByText('Ines is typing…')).toBeVisible({ timeout: 500 });
    }).toPass({ intervals: [100], timeout: 10_000 });
    await composer(ines).fill('hello');
    await ines.getByRole('button', { name: 'Send' }).click();
    await expect(message(nadia, 'hello')).toBeVisible();
    await expect(log(nadia).getByRole('separator')).toHaveText(['Today']);
    await expect(nadia.getByRole('main').getByText('Ines is typing…')).toBeHidden();
    await say(nadia, 'welcome');
    await expect(message(ines, 'welcome')).toBeVisible();
  });
  await test.step('own words stand right, others left under their name', async () => {
    for (const [page, own, others] of [
      [nadia, 'welcome', 'hello'],
      [ines, 'hello', 'welcome'],
    ] as const) {
      const mine = await margins(page, own);
      expect(mine.right).toBeLessThan(mine.left);
      const theirs = await margins(page, others);
      expect(theirs.left).toBeLessThan(theirs.right);
    }
    await expect(log(nadia).getByText('Ines', { exact: true })).toBeVisible();
    await expect(log(ines).getByText(person.user.username, { exact: true })).toBeVisible();
  });
  await test.step('Shift+Enter breaks the line, Enter sends', async () => {
    await composer(ines).pressSequentially('one');
    await composer(ines).press('Shift+Enter');
    await composer(ines).pressSequentially('two');
    await expect(texts(ines)).toHaveCount(2);
    await composer(ines).press('Enter');
    await expect(composer(ines)).toHaveValue('');
    await expect(texts(nadia).last()).toHaveText('one\ntwo', { useInnerText: true });
  });
  await test.step('a reload keeps the history', async () => {
    for (const page of [nadia, ines]) {
      await page.reload();
      await expect(composer(page)).toBeVisible();
    }
    await expectConversation([nadia, ines], ['hello', 'welcome', 'one\ntwo']);
  });
});

test('two who talk at the same time see the same order', async ({ visitor, installation }) => {
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor({ viewport: tall }), await visitor({ at: 1, viewport: tall })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);

  const speak = async (page: Page, name: string) => {
    for (let n = 1; n <= 15; n++) await say(page, `${name} ${n}`);
  };
  await Promise.all([speak(nadia, 'nadia'), speak(tomasz, 'tomasz')]);
  for (const page of [nadia, tomasz]) {
    await expect(texts(page)).toHaveCount(30);
    await expect(page.getByText('Sending…')).toHaveCount(0);
  }
  const order = await texts(nadia).allTextContents();
  expect(await texts(tomasz).allTextContents()).toEqual(order);
  for (const name of ['nadia', 'tomasz'])
    expect(order.filter((text) => text.startsWith(name))).toEqual(
      Array.from({ length: 15 }, (_, index) => `${name} ${index + 1}`),
    );
});

test('a friend with an account comes by the link, signs in, and stands in the chat', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(notYetMember);
  const { chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'kenji');
  const page = await visitor({ at: 1 });
  await page.goto(`/chats/${chat.uri}`);
  await expect(page.getByText('I have an account')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await field(page, 'Username').fill(friend.user.username);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(`/chats/${chat.uri}`);
  await expect(page.getByText('2 members')).toBeVisible();
  await say(page, 'here I am');
  await expectConversation([page], ['here I am']);
});

test('a friend without an account comes by the link, signs up, and stands in the chat', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(notYetMember);
  const { chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor({ at: 1 });
  await page.goto(`/chats/${chat.uri}`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: 'Sign Up' }).click();
  await field(page, 'Username').fill(uniqueName('olga'));
  await field(page, 'Password').fill(password);
  await page.getByRole('checkbox', { name: 'Accept terms and conditions' }).check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(`/chats/${chat.uri}`);
  await expect(page.getByText('2 members')).toBeVisible();
});

test('a member adds a friend by user name, who finds the chat at once', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^400 \/api\/chats\//);
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'kenji');
  const [nadia, kenji] = [await visitor(), await visitor({ at: 1 })];
  await signInQuietly(kenji, friend);
  await kenji.goto('/chats');
  await expect(kenji.getByRole('heading', { name: `Welcome ${friend.user.username}!` })).toBeVisible();
  await openChat(nadia, person, chat.uri);

  await nadia.getByRole('button', { name: 'Details' }).click();
  const name = nadia.getByRole('textbox', { name: 'Add somebody by username' });
  await name.fill('nobody-has-this-name');
  await name.press('Enter');
  await expect(name).toHaveAccessibleDescription(/No account has this username/);
  await name.fill(friend.user.username);
  await nadia.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(nadia.getByText(`${friend.user.username} is in.`)).toBeVisible();

  await kenji.getByRole('link', { name: person.user.username }).click();
  await say(kenji, 'thanks');
  await expectConversation([nadia, kenji], ['thanks']);
});

test('unread messages are counted in the title and the list until they are read', async ({
  visitor,
  installation,
}) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'ines');
  await join(friend, chat.uri);
  const page = await visitor();
  await signInQuietly(page, person);
  await page.goto('/chats');
  const entry = page.getByRole('link', { name: friend.user.username });
  await expect(entry).toBeVisible();

  await post(friend, chat.uri, 'are you there?');
  await expect(page).toHaveTitle('(1) Chats · Chatire');
  await post(friend, chat.uri, 'it is about Friday');
  await expect(page).toHaveTitle('(2) Chats · Chatire');
  await expect(entry).toContainText('2 unread messages');
  await expect(entry).toContainText('it is about Friday');

  await entry.click();
  await expect(message(page, 'it is about Friday')).toBeVisible();
  await expect(page).toHaveTitle(`${friend.user.username} · Chatire`);
  await expect(entry).not.toContainText('unread');

  await test.step('also after a reload, when the server counts', async () => {
    const marked = (await startChat(person)).uri;
    await expect
      .poll(async () => {
        const { body } = await person.call<{ unread_count: number }>('GET', `/api/chats/${chat.uri}/`);
        return body.unread_count;
      })
      .toBe(0);
    await page.goto(`/chats/${marked}`);
    await expect(entry).toBeVisible();
    await expect(entry).not.toContainText('unread');
  });
});

test('who looks at a chat for a moment only has read it', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'ines');
  await join(friend, chat.uri);
  await post(friend, chat.uri, 'a short one');
  const page = await visitor();
  const live = connected(page);
  await openChat(page, person, chat.uri);
  await expect(message(page, 'a short one')).toBeVisible();
  await live;
  await expect(page).toHaveTitle(/^[^(]/);
  await page.goto('about:blank');
  await expect
    .poll(async () => {
      const { body } = await person.call<{ unread_count: number }>('GET', `/api/chats/${chat.uri}/`);
      return body.unread_count;
    })
    .toBe(0);
});

test('whoever was asked to sign in lands on the page first asked for', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^404 \/api\/chats\/[\w-]+\/invitation\/$/);
  const { person } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor({ at: 1 });
  for (const path of ['/chats', '/']) {
    await page.goto(path);
    await expect(page).toHaveURL('/auth');
  }
  const second = await startChat(person);
  await person.call('PATCH', `/api/chats/${second.uri}/`, { link_enabled: false });
  await page.goto(`/chats/${second.uri}`);
  await expect(page.getByRole('heading', { name: "This link doesn't work" })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await field(page, 'Username').fill(person.user.username);
  await field(page, 'Password').fill(password);
  await field(page, 'Password').press('Enter');
  await expect(page).toHaveURL(`/chats/${second.uri}`);
  await expect(composer(page)).toBeVisible();
});

test('signing out ends the session in this browser, also after a reload', async ({
  visitor,
  installation,
}) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  await openChat(page, person, chat.uri);
  await page.getByRole('button', { name: 'Account and settings' }).click();
  const invited: string[] = [];
  page.on(
    'request',
    (request) => void (request.url().endsWith('/invitation/') && invited.push(request.url())),
  );
  await page.route(/\/assets\/AuthPage-/, async (route) => {
    await page.waitForTimeout(500);
    await route.continue();
  });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/auth');
  await expect(page).toHaveTitle('Welcome to Chatire!');
  expect(invited, 'to the chat that one leaves').toEqual([]);
  await expect(page.getByRole('tab', { name: 'Sign In' })).toHaveAttribute('aria-selected', 'true');
  await page.goto('/chats');
  await expect(page).toHaveURL('/auth');
});

test('a guest keeps the account, and comes back on another browser', async ({ visitor, installation }) => {
  const { chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  const username = uniqueName('ines');
  await page.goto(`/chats/${chat.uri}`);
  await field(page, 'Your name').fill('Ines');
  await page.getByRole('button', { name: 'Join the chat' }).click();
  await say(page, 'said as a guest');
  await expectConversation([page], ['said as a guest']);

  await page.getByRole('navigation').getByRole('button', { name: 'Keep this account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep this account' });
  await field(dialog, 'Username').fill(username);
  await field(dialog, 'Password').fill(password);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keep this account' })).toHaveCount(0);

  const other = await visitor({ at: 1 });
  await other.goto(`/chats/${chat.uri}`);
  await other.getByRole('link', { name: 'Sign in' }).click();
  await field(other, 'Username').fill(username);
  await field(other, 'Password').fill(password);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectConversation([other], ['said as a guest']);
  const own = await margins(other, 'said as a guest');
  expect(own.right).toBeLessThan(own.left);
});

test('with the link switched off newcomers are refused and members go on', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^404 \/api\/chats\//);
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'ines');
  await join(friend, chat.uri);
  const [nadia, ines, stranger] = [await visitor(), await visitor({ at: 1 }), await visitor({ at: 1 })];
  await openChat(nadia, person, chat.uri);
  await openChat(ines, friend, chat.uri);

  await nadia.getByRole('button', { name: 'Details' }).click();
  const link = nadia.getByRole('complementary').getByRole('switch', { name: 'Joining by link' });
  await link.click();
  await expect(link).not.toBeChecked();

  await stranger.goto(`/chats/${chat.uri}`);
  await expect(stranger.getByRole('heading', { name: "This link doesn't work" })).toBeVisible();
  await say(nadia, 'just us');
  await say(ines, 'good');
  for (const page of [nadia, ines]) await expect(texts(page)).toHaveCount(2);

  await test.step('and let in again when it is back on', async () => {
    await link.click();
    await expect(link).toBeChecked();
    await stranger.reload();
    await expect(field(stranger, 'Your name')).toBeVisible();
  });
});

/** The page asks for the chat before it joins. */
const notYetMember = /^404 \/api\/chats\/[\w-]+\/$/;

/** The list draws only what is in view. Here that is everything. */
const tall = { width: 800, height: 2400 };

const field = (place: Page | ReturnType<Page['getByRole']>, name: string) =>
  place.getByRole('textbox', { name }).or(place.getByLabel(name, { exact: true }));
