import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page, type Response } from 'playwright-core';
import { post, signUp, startChat, startPostgres } from '@chatire/server/testing';
import type { Bench } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import { median } from '../median.ts';
import { newestChat, seedMessages } from '../people-store.ts';

/** The figures of loading are the median of these. */
const firstLoads = 5;
const scrollingTime = 10_000;
const incomingTime = 5_000;
const incomingRate = 50;

/** What a browser has to do, on a machine a quarter as fast. */
export const page: Bench = {
  name: 'page',
  what: 'first load with 4× CPU throttle and by a link over 2G, reading back in 50,000 messages, 50 messages a second while typing',
  async run({ onEnd, smoke }) {
    if (!existsSync(fileURLToPath(new URL('../../web/dist', import.meta.url))))
      throw new Error('The page is not built: npm run build -w web.');
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const { port } = await startChatire({ onEnd }, { DATABASE_URL: postgres.url });
    const url = `http://localhost:${port}`;
    const person = await signUp(url);
    const { uri } = await startChat(person);
    const chatId = await newestChat(postgres.url);
    const count = smoke ? 100 : 50_000;
    await seedMessages(postgres.url, { chatId, authorId: person.user.id, count });

    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    onEnd(() => browser.close());
    // The first one starts the browser, too.
    const loads: Load[] = [];
    while (loads.length < (smoke ? 1 : firstLoads + 1)) {
      await loads.at(-1)?.tab.context().close();
      loads.push(await loadFirst(browser, url, person.user.username, uri));
    }
    const measured = smoke ? loads : loads.slice(1);
    const interactive = median(measured.map((load) => load.interactive));
    const tasksWhileLoading = median(measured.map((load) => load.longTasks));
    const { tab, composer, kilobytes } = loads.at(-1)!;

    const nodesAtFirst = await countNodes(tab);
    let mostNodes = nodesAtFirst;
    await tab.getByRole('log').hover();
    const end = performance.now() + (smoke ? 500 : scrollingTime);
    while (performance.now() < end) {
      await tab.mouse.wheel(0, -4_000);
      await tab.waitForTimeout(50);
      mostNodes = Math.max(mostNodes, await countNodes(tab));
    }

    await tab.reload();
    await composer.fill('');
    await tab.waitForLoadState('networkidle');
    await tab.evaluate('longTasks.length = 0');
    const posting = talk(person, uri, smoke ? 500 : incomingTime);
    const typed = composer.pressSequentially('typing while others write '.repeat(smoke ? 1 : 5), {
      delay: 30,
    });
    await Promise.all([posting, typed]);
    const longTasks = await tab.evaluate<number[]>('longTasks');
    const longest = Math.max(0, ...longTasks);
    const joined = await joinOverNetwork(browser, `${url}/chats/${uri}`, smoke ? loopback : secondGeneration);

    return {
      rows: [
        { what: 'JavaScript of the first load, gzip', figure: kilobytes, unit: 'KB' },
        { what: 'interactive after, 4× throttle', figure: interactive, unit: 'ms' },
        {
          what: 'tasks over 50 ms while loading, 4× throttle',
          figure: tasksWhileLoading,
          unit: 'tasks',
        },
        { what: 'from the link to the name field, 2G', figure: joined.named, unit: 'ms' },
        { what: 'from the link to the chat, 2G', figure: joined.talking, unit: 'ms' },
        { what: 'nodes at first', figure: nodesAtFirst, unit: 'nodes' },
        { what: 'most nodes while reading back', figure: mostNodes, unit: 'nodes' },
        { what: 'longest task while typing', figure: longest, unit: 'ms' },
        { what: 'tasks over 50 ms while typing', figure: longTasks.length, unit: 'tasks' },
      ],
      goals: [
        {
          goal: 'JavaScript ≤ 150 KB gzip',
          figure: `${kilobytes.toPrecision(3)} KB`,
          reached: kilobytes <= 150,
        },
        {
          goal: 'interactive ≤ 1 s',
          figure: `${Math.round(interactive)} ms`,
          reached: interactive <= 1000,
        },
        {
          goal: 'a constant number of nodes',
          figure: `${mostNodes} at most, ${nodesAtFirst} at first`,
          reached: mostNodes <= 3 * nodesAtFirst,
        },
        {
          goal: 'no task over 50 ms',
          figure: `${longTasks.length}, the longest ${Math.round(longest)} ms`,
          reached: longTasks.length === 0,
        },
      ],
    };
  },
};

type Load = Awaited<ReturnType<typeof loadFirst>>;

/** By a browser that has never seen the page. */
async function loadFirst(browser: Browser, baseURL: string, username: string, uri: string) {
  const context = await browser.newContext({ baseURL, locale: 'en-GB', serviceWorkers: 'block' });
  await context.request.post('/auth/token/create/', { data: { username, password: 'quiet harbour lamp' } });
  const tab = await context.newPage();
  await tab.addInitScript(watchLongTasks);
  const scripts: Promise<number>[] = [];
  const count = (response: Response) => {
    if (response.status() === 200 && response.url().endsWith('.js'))
      scripts.push(response.body().then((body) => gzipSync(body).length));
  };
  tab.on('response', count);
  const devTools = await context.newCDPSession(tab);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const began = performance.now();
  await tab.goto(`/chats/${uri}`);
  const composer = tab.getByRole('textbox', { name: 'Type a message' });
  await composer.fill('x');
  const interactive = performance.now() - began;
  await tab.waitForLoadState('networkidle');
  // What comes later belongs to no first load, and its body may be gone before it is read.
  tab.off('response', count);
  const longTasks = (await tab.evaluate<number[]>('longTasks')).length;
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const kilobytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1024;
  return { tab, composer, interactive, longTasks, kilobytes };
}

/** Kilobits a second; milliseconds until the first byte is back. */
const secondGeneration = { kilobits: 250, latency: 300 };
const loopback = { kilobits: 1_000_000, latency: 0 };

/** Milliseconds, by a guest whose browser has never seen the page, on a screen of a phone. */
async function joinOverNetwork(browser: Browser, link: string, { kilobits, latency }: typeof loopback) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  const tab = await context.newPage();
  const devTools = await context.newCDPSession(tab);
  const throughput = (kilobits * 1024) / 8;
  const conditions = {
    offline: false,
    latency,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  };
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', conditions);
  const began = performance.now();
  await tab.goto(link, { waitUntil: 'commit' });
  const name = tab.getByRole('textbox', { name: 'Your name' });
  await name.fill('Ola');
  const named = performance.now() - began;
  await name.press('Enter');
  await tab.getByRole('textbox', { name: 'Type a message' }).fill('x');
  const talking = performance.now() - began;
  await context.close();
  return { named, talking };
}

const watchLongTasks = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) longTasks.push(task.duration);
  }).observe({ type: 'longtask' });
`;

async function talk(person: Parameters<typeof post>[0], uri: string, length: number): Promise<void> {
  const began = performance.now();
  const posts: Promise<unknown>[] = [];
  while (performance.now() - began < length) {
    const due = ((performance.now() - began) / 1000) * incomingRate;
    while (posts.length < due) posts.push(post(person, uri, `Message ${posts.length} of many`));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(posts);
}

function countNodes(tab: Page): Promise<number> {
  return tab.evaluate<number>("document.querySelectorAll('*').length");
}
