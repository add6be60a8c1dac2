import { closeCodes } from '@chatire/protocol';
import type { Page } from '@playwright/test';
import { openChat, personWithChat } from './support/people.ts';
import { composer, expectConversation, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';

const refresh = '/auth/token/refresh/';

test('the page renews its token every four minutes', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  await page.clock.install();
  await openChat(page, person, chat.uri);

  for (const round of [1, 2]) {
    const renewed = nextAnswer(page, refresh);
    await page.clock.runFor('04:00');
    const answer = await renewed;
    expect(answer.status()).toBe(200);
    const { auth_token: token } = (await answer.json()) as { auth_token: string };

    const post = nextAnswer(page, '/messages/', 'POST');
    await say(page, `round ${round}`);
    expect((await post).request().headers()['authorization']).toBe(`Bearer ${token}`);
  }
  await expectConversation([page], ['round 1', 'round 2']);
});

test('a page that slept longer than its token renews it when the person comes back', async ({
  visitor,
  installation,
}) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  await page.clock.install();
  await openChat(page, person, chat.uri);
  const renewed = nextAnswer(page, refresh);
  // A computer that is shut runs no timers; they fire once, late.
  await page.clock.fastForward('10:00:00');
  expect((await renewed).status()).toBe(200);
  await say(page, 'good morning');
  await expectConversation([page], ['good morning']);
});

test('a request whose token is refused is repeated with a new one', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^401 \/api\/chats\/[\w-]+\/messages\/$/);
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  await openChat(page, person, chat.uri);
  let refused = 0;
  await page.route('**/messages/', async (route) => {
    const headers = route.request().headers();
    if (route.request().method() !== 'POST' || refused++ > 0) return await route.continue();
    return await route.continue({ headers: { ...headers, authorization: 'Bearer worth.nothing.more' } });
  });
  const renewed = nextAnswer(page, refresh);
  await say(page, 'with a worn out token');
  expect((await renewed).status()).toBe(200);
  await expectConversation([page], ['with a worn out token']);
  await expect(page.getByText('Sending…')).toHaveCount(0);
  expect(refused).toBe(2);
});

test('a socket whose token is refused comes back with a new one', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  const codes: number[] = [];
  let hellos = 0;
  await page.routeWebSocket('**/ws', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const said = JSON.parse(String(frame)) as { type: string };
      const isFirst = said.type === 'hello' && hellos++ === 0;
      server.send(JSON.stringify(isFirst ? { ...said, token: 'worth.nothing.more' } : said));
    });
    server.onClose((code, reason) => {
      codes.push(code ?? 0);
      void socket.close({ code: code ?? 1000, reason: reason ?? '' });
    });
  });
  const renewals: string[] = [];
  page.on('request', (request) => request.url().endsWith(refresh) && renewals.push(request.url()));
  await openChat(page, person, chat.uri);
  await expect.poll(() => hellos).toBe(2);
  expect(codes).toEqual([closeCodes.token_refused.code]);
  // One when the page was opened, one for the socket.
  expect(renewals).toHaveLength(2);
  await person.call('POST', `/api/chats/${chat.uri}/messages/`, { message: 'heard again' });
  await expectConversation([page], ['heard again']);
});

test('a session that was ended elsewhere leads to the sign-in page, which says so', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^401 /);
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  await openChat(page, person, chat.uri);
  const twin = await page.context().newPage();
  await twin.goto('/chats');
  await twin.getByRole('button', { name: 'Account and settings' }).click();
  await twin.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You have been signed out. Sign in again to go on.')).toBeVisible();
  await expect(page).toHaveURL(`/auth?next=/chats/${chat.uri}`);
  await expect(page.getByRole('tab', { name: 'Sign In' })).toHaveAttribute('aria-selected', 'true');
  await expect(composer(page)).toHaveCount(0);
});

const nextAnswer = (page: Page, end: string, method = 'POST') =>
  page.waitForResponse((answer) => answer.url().endsWith(end) && answer.request().method() === method);
