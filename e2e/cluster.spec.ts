import { openChat, twoInAChat } from './support/people.ts';
import { expectConversation, message, say, texts } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a talk goes to and fro between two processes through RabbitMQ', async ({ visitor, installation }) => {
  const people = await twoInAChat(installation.urls);
  const [nadia, tomasz] = [await visitor(), await visitor({ at: 1 })];
  await openChat(nadia, people.nadia, people.uri);
  await openChat(tomasz, people.tomasz, people.uri);

  const began = Date.now();
  for (let n = 1; n <= 5; n++) {
    await say(nadia, `question ${n}`);
    await expect(message(tomasz, `question ${n}`)).toBeVisible();
    await say(tomasz, `answer ${n}`);
    await expect(message(nadia, `answer ${n}`)).toBeVisible();
  }
  // By the sweeps of the database alone, ten messages would take 25 s in the mean.
  expect(Date.now() - began).toBeLessThan(12_000);
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
