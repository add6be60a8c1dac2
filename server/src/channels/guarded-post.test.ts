import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver } from '../../test/receiver.ts';
import { PrivateAddress, postGuarded } from './guarded-post.ts';

let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => void (receiver = await startReceiver()));
afterAll(() => receiver.stop());

const send = (url: string, allowPrivate: boolean) =>
  postGuarded(url, { headers: {}, body: 'secret', allowPrivate });

test.each(['localhost', '127.0.0.1', '127.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0'])(
  'what leads to this machine as %s is sent nothing, unless that is allowed',
  async (host) => {
    const url = `http://${host}:${receiver.port}/`;
    await expect(send(url, false)).rejects.toThrow(PrivateAddress);
    expect(receiver.received).toEqual([]);
    expect(await send(url, true)).toBe(204);
    receiver.received.splice(0);
  },
);

test('a redirect is an answer like others', async () => {
  Object.assign(receiver.answer, { status: 307, location: `${receiver.url}/elsewhere` });
  expect(await send(receiver.url, true)).toBe(307);
  expect(receiver.received).toHaveLength(1);
});
