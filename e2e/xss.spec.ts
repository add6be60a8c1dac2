import type { Page } from '@playwright/test';
import type { ChatDetails } from '@chatire/protocol';
import { openChat, type Person, post, signUp, startChat } from './support/people.ts';
import { halfAViewUp, log } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { xssCorpus } from './support/xss-corpus.ts';

const messageLength = 1_900;

test('of three hundred ways to make the page run what somebody wrote, none does', async ({
  visitor,
  installation,
  browser,
}) => {
  const url = installation.urls[0];
  expect(xssCorpus.length).toBeGreaterThanOrEqual(300);
  const [nadia, mallory] = [await signUp(url, 'nadia'), await signUp(url, 'mallory')];
  const page = await visitor();
  const ran = await watchFor(page);
  const { uri } = await startChat(nadia);
  await mallory.call('POST', `/api/chats/${uri}/join/`);
  const messages = packed(
    xssCorpus.flatMap((vector) => [vector, `[${vector}](https://a.example)`, `> ${vector}`]),
    messageLength,
    '\n\n',
  );
  for (const text of messages) await post(mallory, uri, text);
  // Whoever writes has read the rest, and the chat opens at its end.
  await post(nadia, uri, 'so much?');
  await openChat(page, nadia, uri);

  await test.step('texts, quotes and words of links', async () => {
    const place = log(page);
    await expect(place.getByText('so much?')).toBeVisible();
    // Far off, messages are no longer on the page: so each piece of the way is looked at.
    const [found, looked] = [new Set<string>(), new Set<string>()];
    await expect(async () => {
      for (const one of await dangerous(page)) found.add(one);
      for (const key of await place.locator('[data-message]').evaluateAll(keysOf)) looked.add(key);
      await halfAViewUp(page);
      expect(looked.size).toBe(messages.length + 1);
    }).toPass({ intervals: [1], timeout: 60_000 });
    for (const one of await dangerous(page)) found.add(one);
    expect([...found]).toEqual([]);
  });
  await test.step('names of people and chats, topics, and answers', async () => {
    const { body } = await mallory.call<{ messages: { id: number }[] }>(
      'GET',
      `/api/chats/${uri}/messages/?limit=1`,
    );
    for (const name of lines(60).slice(0, 40)) await mallory.call('PATCH', '/api/users/me/', { name });
    await mallory.call('POST', `/api/chats/${uri}/messages/`, {
      message: 'so?',
      reply_to: body.messages[0]!.id,
    });
    await renameAgainAndAgain(nadia, uri);
    const details = page.getByRole('complementary', { name: 'Details' });
    if (!(await details.isVisible())) await page.getByRole('button', { name: 'Details' }).click();
    await expect(details).toBeVisible();
    const refused = await mallory.call(
      'PUT',
      `/api/chats/${uri}/messages/${body.messages[0]!.id}/reactions/%3Cimg%3E/`,
    );
    expect(refused.status).toBe(400);
  });
  await test.step('the invitation', async () => {
    const stranger = await visitor();
    const ranThere = await watchFor(stranger);
    await stranger.goto(`/chats/${uri}`);
    await expect(stranger.getByRole('heading').first()).toBeVisible();
    expect(ranThere()).toEqual([]);
  });
  expect(ran()).toEqual([]);

  await test.step('where HTML is taken for HTML, many of them do run', async () => {
    const context = await browser.newContext({ baseURL: url, bypassCSP: true });
    const careless = await context.newPage();
    const ranThere = await watchFor(careless);
    await careless.route('**/*', (route) =>
      new URL(route.request().url()).pathname === '/' ? route.continue() : route.abort(),
    );
    await careless.goto('/').catch(() => undefined);
    await careless.evaluate(
      (vectors) => {
        for (const vector of vectors)
          document.body.appendChild(document.createElement('div')).innerHTML = vector;
      },
      xssCorpus.filter((vector) => !vector.includes('refresh')),
    );
    await expect.poll(() => ranThere().length).toBeGreaterThan(20);
    await context.close();
  });
});

/** What has run: calls of the canary, dialogs, and other addresses in this window. */
async function watchFor(page: Page): Promise<() => string[]> {
  const ran: string[] = [];
  await page.exposeFunction('__ran', () => void ran.push('the canary'));
  page.on('dialog', (dialog) => {
    ran.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || !/^(http:\/\/localhost|about:)/.test(frame.url()))
      ran.push(`went to ${frame.url()}`);
  });
  return () => ran;
}

const keysOf = (messages: (HTMLElement | SVGElement)[]) => messages.map(({ dataset }) => dataset['message']!);

/** Several in a text, with this between them. */
function packed(texts: readonly string[], most: number, between: string): string[] {
  const all = [''];
  for (const text of texts) {
    const whole = all.at(-1) === '' ? text : `${all.at(-1)}${between}${text}`;
    if (whole.length > most) all.push(text);
    else all[all.length - 1] = whole;
  }
  return all;
}

const lines = (most: number) =>
  packed(
    xssCorpus.filter((vector) => vector.length <= most && !/\p{Cc}/u.test(vector)),
    most,
    ' ',
  );

async function renameAgainAndAgain(owner: Person, uri: string): Promise<void> {
  const names = lines(80);
  for (const [index, topic] of lines(250).entries()) {
    const change = { name: names[index % names.length]!, topic };
    expect((await owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, change)).status).toBe(200);
  }
}

/** What could run, or be run by a press, and must never come of what somebody wrote. */
function dangerous(page: Page): Promise<string[]> {
  return page
    .locator('iframe, object, embed, base, form[action], [onerror], [onload], a[href]')
    .evaluateAll((elements) =>
      elements
        .filter((one) => !(one instanceof HTMLAnchorElement && /^(https?:|mailto:)/.test(one.href)))
        .map((one) => one.outerHTML),
    );
}
