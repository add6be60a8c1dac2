import { expect, test, vi } from 'vitest';
import { createApi } from './api.ts';
import { Refused, Unreachable } from './problems.ts';
import { createTokenKeeper } from './token.ts';

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });

function setUp(answers: (() => Response)[], renewal: () => Promise<string> = async () => 'renewed') {
  const seen: (string | null)[] = [];
  const fetch = vi.fn(async (_path: unknown, init?: RequestInit) => {
    seen.push(new Headers(init?.headers).get('authorization'));
    return answers.shift()!();
  });
  const tokens = createTokenKeeper(renewal);
  tokens.keep('first');
  const onSessionEnded = vi.fn();
  return { api: createApi({ fetch: fetch as never, tokens, onSessionEnded }), seen, onSessionEnded, tokens };
}
const tokenOf = (user: number) => `header.${btoa(JSON.stringify({ user_id: user }))}.signature`;

test('an expired token is renewed once and the call repeated', async () => {
  const { api, seen } = setUp([() => json(401, { code: 'token_expired' }), () => json(200, { id: 1 })]);
  expect(await api.me()).toEqual({ id: 1 });
  expect(seen).toEqual(['Bearer first', 'Bearer renewed']);
});

test('a second refusal is not answered by a third try', async () => {
  const { api, seen } = setUp([() => json(401, {}), () => json(401, {})]);
  await expect(api.me()).rejects.toBeInstanceOf(Refused);
  expect(seen).toHaveLength(2);
});

test('when the session is over, the page is told', async () => {
  const { api, onSessionEnded } = setUp([() => json(401, {})], async () => {
    throw new Refused(401, {});
  });
  await expect(api.me()).rejects.toBeInstanceOf(Refused);
  expect(onSessionEnded).toHaveBeenCalledOnce();
});

test('a proxy that answers with its own page counts as a server that is away', async () => {
  const { api } = setUp([() => new Response('<h1>Bad gateway</h1>', { status: 502 })]);
  await expect(api.chats()).rejects.toMatchObject({ status: 502, code: 'unavailable', retry: true });
});

test('an answer that breaks off counts as unreachable', async () => {
  const { api } = setUp([() => new Response('{"chats":[', { status: 200 })]);
  await expect(api.chats()).rejects.toBeInstanceOf(Unreachable);
});

test('the sentences about fields and the time to wait come through', async () => {
  const { api } = setUp([
    () =>
      new Response(JSON.stringify({ code: 'invalid', errors: { name: ['Too long.'] } }), {
        status: 429,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '7' },
      }),
  ]);
  await expect(api.invitation('u')).rejects.toMatchObject({
    errors: { name: ['Too long.'] },
    retryAfter: 7000,
    retry: true,
  });
});

test('what one person began never goes out with the token of another', async () => {
  const { api, seen, tokens } = setUp([
    () => {
      // Signed out, and somebody else in, while the answer was on its way.
      tokens.keep(tokenOf(2));
      return json(401, { code: 'token_expired' });
    },
  ]);
  tokens.keep(tokenOf(1));
  await expect(api.postMessage('u', { message: 'mine', client_id: '1' })).rejects.toMatchObject({
    status: 401,
  });
  expect(seen).toEqual([`Bearer ${tokenOf(1)}`]);
});
