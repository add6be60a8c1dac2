import {
  dot,
  freePorts,
  makeCertificate,
  password,
  proxies,
  putPicture,
  startServer,
  temporaryFolder,
} from '@chatire/server/testing';
import type { Page } from '@playwright/test';
import { chromium } from './support/chromium.ts';
import { keptChats, keptPages, keptPerson } from './support/kept.ts';
import { personWithChat, post } from './support/people.ts';
import { composer, expectConversation, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { connectionLost, createWatch } from './support/watch.ts';
import { shown, workerOf } from './support/worker.ts';

// A worker is taken from no host whose certificate isn't known.
test.use({ launchOptions: { ...chromium, args: [...chromium.args, '--ignore-certificate-errors'] } });

test('a guest talks at a path behind nginx, somebody owns the server there, and the pages open without it', async ({
  browser,
}) => {
  const folder = await temporaryFolder('proxy');
  const certificate = await makeCertificate(folder.path);
  const [https, http, to] = (await freePorts(3)) as [number, number, number];
  const url = `https://localhost:${https}/chat`;
  const server = await startServer({ env: { RATE_LIMITS: 'on', PORT: String(to), PUBLIC_URL: url } });
  const proxy = await proxies.nginx({ to, https, http, path: '/chat', certificate });
  const context = await browser.newContext({
    serviceWorkers: 'allow',
    permissions: ['clipboard-read', 'notifications'],
  });
  const watch = createWatch([new URL(url).host]);
  await watch.follow(context);
  try {
    const { person, chat } = await personWithChat(server.url, 'nadia');
    await putPicture(person, '/api/users/me/picture/', dot);
    const page = await context.newPage();
    await page.goto(`${url}/chats/${chat.uri}`);
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ines');
    await page.getByRole('button', { name: 'Join the chat' }).click();
    await say(page, 'hello');
    await expect
      .poll(async () => (await person.call('GET', `/api/chats/${chat.uri}/messages/`)).body)
      .toMatchObject({
        messages: [{ message: 'hello' }],
      });
    await post(person, chat.uri, 'welcome');
    await expectConversation([page], ['hello', 'welcome']);
    await expect.poll(() => page.locator('[role=log] img').first().evaluate(isLoaded)).toBe(true);
    expect(await page.evaluate(readScope)).toBe(`${url}/`);
    await page.reload();
    await expectConversation([page], ['hello', 'welcome']);
    await expect(page).toHaveURL(`${url}/chats/${chat.uri}`);

    const captain = await (await browser.newContext({ serviceWorkers: 'allow' })).newPage();
    await own(captain, server.output(), person.user.username);
    await expect(captain).toHaveURL(`${url}/admin/server`);
    await captain.getByRole('link', { name: 'Accounts' }).click();
    await captain.reload();
    await expect(captain.getByRole('button', { name: 'Ines' })).toBeVisible();
    expect(await captain.evaluate(readScope)).toBe(`${url}/`);

    const deliver = await workerOf(page, new URL(url).origin);
    await page.goto(`${url}/settings`);
    await deliver({
      tag: chat.uri,
      title: 'Nadia',
      body: 'dinner is ready',
      path: `/chats/${chat.uri}`,
      sequence: 99,
    });
    await expect.poll(() => shown(page)).toEqual([{ title: 'Nadia', body: 'dinner is ready' }]);
    expect(await page.evaluate(readIcons)).toEqual([`${url}/icons/192.png`]);

    const keptHere = { uri: chat.uri, texts: ['hello', 'welcome'] };
    await expect.poll(() => keptChats(page, 'chatire-kept /chat/')).toEqual([keptHere]);
    await expect.poll(() => keptPages(captain, 'AdminPage')).toEqual([true]);
    await expect.poll(() => keptPerson(captain, 'chatire-kept /chat/')).toBe(person.user.username);
    await proxy.stop();
    watch.expectTrouble(connectionLost, /^401 \/chat\/auth\/token\/refresh\/$/);
    await page.goto(`${url}/chats/${chat.uri}`);
    await expectConversation([page], ['hello', 'welcome']);
    await expect(composer(page)).toBeVisible();
    await captain.goto(`${url}/admin/jobs`);
    await expect(captain.getByRole('link', { name: 'Jobs' })).toHaveAttribute('aria-current', 'page');
    await expect(captain.getByRole('button', { name: 'Try again' })).toBeVisible();
    await captain.context().close();
    expect(watch.troubles()).toEqual([]);
  } finally {
    await context.close();
    await proxy.stop();
    await server.stop();
    await folder.remove();
  }
});

/** By the link that the server printed. */
async function own(page: Page, printed: string, username: string): Promise<void> {
  await page.goto(/https:\S+\/admin\/claim#\S+/.exec(printed)?.[0] ?? '');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: /^Own it as/ }).click();
}

const isLoaded = (image: HTMLImageElement | SVGElement) => 'naturalWidth' in image && image.naturalWidth > 0;
const readIcons = async () =>
  (await (await navigator.serviceWorker.ready).getNotifications()).map(({ icon }) => icon);
const readScope = async () => (await navigator.serviceWorker.ready).scope;
