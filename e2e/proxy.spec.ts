import {
  dot,
  freePorts,
  makeCertificate,
  proxies,
  putPicture,
  startServer,
  temporaryFolder,
} from '@chatire/server/testing';
import { chromium } from './support/chromium.ts';
import { keptChats } from './support/kept.ts';
import { personWithChat, post } from './support/people.ts';
import { composer, expectConversation, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { createWatch } from './support/watch.ts';

// A worker is taken from no host whose certificate isn't known.
test.use({ launchOptions: { ...chromium, args: [...chromium.args, '--ignore-certificate-errors'] } });

test('a guest talks at a path behind nginx, and the page opens there without the server', async ({
  browser,
}) => {
  const folder = await temporaryFolder('proxy');
  const certificate = await makeCertificate(folder.path);
  const [https, http, to] = (await freePorts(3)) as [number, number, number];
  const url = `https://localhost:${https}/chat`;
  const server = await startServer({ env: { RATE_LIMITS: 'on', PORT: String(to), PUBLIC_URL: url } });
  const proxy = await proxies.nginx({ to, https, http, path: '/chat', certificate });
  const context = await browser.newContext({ serviceWorkers: 'allow', permissions: ['clipboard-read'] });
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

    const keptHere = { uri: chat.uri, texts: ['hello', 'welcome'] };
    await expect.poll(() => keptChats(page, 'chatire-kept /chat/')).toEqual([keptHere]);
    await proxy.stop();
    watch.expectTrouble(/ERR_CONNECTION/, /^401 \/chat\/auth\/token\/refresh\/$/);
    await page.goto(`${url}/chats/${chat.uri}`);
    await expectConversation([page], ['hello', 'welcome']);
    await expect(composer(page)).toBeVisible();
    expect(watch.troubles()).toEqual([]);
  } finally {
    await context.close();
    await proxy.stop();
    await server.stop();
    await folder.remove();
  }
});

const isLoaded = (image: HTMLImageElement | SVGElement) => 'naturalWidth' in image && image.naturalWidth > 0;
const readScope = async () => (await navigator.serviceWorker.ready).scope;
