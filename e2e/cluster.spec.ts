import { openChat, twoInAChat } from './support/people.ts';
import { expectConversation, message, say, texts } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a talk goes to and fro between two processes through RabbitMQ', async ({ visitor, installation }) => {
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);

  const took: number[] = [];
  for (let n = 1; n <= 10; n++) {
    const [from, to] = n % 2 ? [nadia, tomasz] : [tomasz, nadia];
    const began = Date.now();
    await say(from, `line ${n}`);
    await expect(message(to, `line ${n}`)).toBeVisible();
    took.push(Date.now() - began);
  }
  // Each process sweeps the database every 4 s. By that alone, to and fro take as long together, and half of the lines 2 s or more.
  expect(took.toSorted((a, b) => a - b)[7]).toBeLessThan(1_800);
});

test('without RabbitMQ messages are accepted, and reach the other process all the same', async ({
  visitor,
  installation,
}) => {
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);
  await say(nadia, 'with it');
  await expectConversation([nadia, tomasz], ['with it']);

  await installation.rabbitMq?.kill();
  for (const url of installation.urls) await expect.poll(() => broker(url)).toBe('unwell');
  await say(nadia, 'without it');
  await say(tomasz, 'neither');
  await expect(message(tomasz, 'without it')).toBeVisible();
  await expect(message(nadia, 'neither')).toBeVisible();
  for (const page of [nadia, tomasz]) await expect(page.getByText('Sending…')).toHaveCount(0);

  await installation.rabbitMq?.start();
  for (const url of installation.urls) await expect.poll(() => broker(url), { timeout: 30_000 }).toBe('ok');
  await say(nadia, 'with it again');
  await expect(texts(tomasz)).toHaveCount(4);
  const order = await texts(nadia).allTextContents();
  expect(order.toSorted()).toEqual(['neither', 'with it', 'with it again', 'without it']);
  await expectConversation([nadia, tomasz], order);
  await Promise.all([nadia.reload(), tomasz.reload()]);
  await expectConversation([nadia, tomasz], order);
});

/** How a process finds its broker. */
async function broker(url: string): Promise<string> {
  const answer = await fetch(`${url}/health/ready`);
  return ((await answer.json()) as { broker: string }).broker;
}
