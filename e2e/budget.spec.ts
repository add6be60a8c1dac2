import { gzipSync } from 'node:zlib';
import { openChat, personWithChat } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** What a phone on bad Wi-Fi waits for before it can show anything; gzip, of the page of a chat. */
const mostKilobytes = 150;

test(`the page of a chat loads at most ${mostKilobytes} KB of scripts`, async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const page = await visitor();
  const scripts: Promise<{ name: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    const { pathname: name } = new URL(response.url());
    if (response.request().resourceType() === 'script' && response.ok())
      scripts.push(response.body().then((body) => ({ name, bytes: gzipSync(body).length })));
  });
  await openChat(page, person, chat.uri);
  await page.waitForLoadState('networkidle');
  const loaded = await Promise.all(scripts);
  const kilobytes = loaded.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  expect(kilobytes).toBeGreaterThan(0);
  expect(kilobytes, loaded.map(({ name, bytes }) => `${bytes} ${name}`).join('\n')).toBeLessThanOrEqual(
    mostKilobytes,
  );
});

test('on a slow network one reads and writes in the font that the device has', async ({
  visitor,
  installation,
}) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  async function fonts(effectiveType: string) {
    const page = await visitor();
    await page.addInitScript((type) => {
      const { connection } = navigator as unknown as { connection: object };
      Object.defineProperty(connection, 'effectiveType', { value: type });
    }, effectiveType);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'font') asked.push(request.url());
    });
    await openChat(page, person, chat.uri);
    await page.waitForLoadState('networkidle');
    return asked;
  }
  expect(await fonts('4g')).toHaveLength(1);
  expect(await fonts('2g')).toEqual([]);
});
