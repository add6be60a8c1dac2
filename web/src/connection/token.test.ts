import { expect, test, vi } from 'vitest';
import { Refused, Unreachable } from './problems.ts';
import { createTokenKeeper, renewalInterval } from './token.ts';

test('callers at the same time share one renewal', async () => {
  const renewal = vi.fn(async () => 'new');
  const tokens = createTokenKeeper(renewal);
  await Promise.all([tokens.renew(), tokens.renew(), tokens.renew()]);
  expect(renewal).toHaveBeenCalledTimes(1);
  expect(tokens.current()).toBe('new');
});

test('a refused renewal ends the session', async () => {
  const tokens = createTokenKeeper(async () => {
    throw new Refused(401, {});
  });
  tokens.keep('old');
  expect(await tokens.renew()).toBe('ended');
  expect(tokens.current()).toBeNull();
});

test.each([new Unreachable(), new Refused(503, {}), new Refused(429, {})])(
  'a renewal that got no answer leaves the token as it is',
  async (problem) => {
    const tokens = createTokenKeeper(async () => {
      throw problem;
    });
    tokens.keep('old');
    expect(await tokens.renew()).toBe('unknown');
    expect(tokens.current()).toBe('old');
  },
);

test('a renewal that ends after signing out brings nobody back', async () => {
  const tokens = createTokenKeeper(async () => 'new');
  tokens.keep('old');
  const renewal = tokens.renew();
  tokens.keep(null);
  await renewal;
  expect(tokens.current()).toBeNull();
});

test('a token is stale after four minutes', () => {
  let now = 0;
  const tokens = createTokenKeeper(
    async () => 'new',
    () => now,
  );
  tokens.keep('token');
  now = renewalInterval - 1;
  expect(tokens.isStale()).toBe(false);
  now = renewalInterval;
  expect(tokens.isStale()).toBe(true);
});

const tokenOf = (user: number) => `header.${btoa(JSON.stringify({ user_id: user }))}.signature`;

test('a cookie of somebody else who signed in meanwhile ends this session, also at the next try', async () => {
  const tokens = createTokenKeeper(async () => tokenOf(2));
  tokens.keep(tokenOf(1));
  expect([await tokens.renew(), await tokens.renew()]).toEqual(['ended', 'ended']);
  expect(tokens.current()).toBeNull();
  tokens.keep(null);
  expect(await tokens.renew()).toBe('renewed');
  expect(tokens.person()).toBe(2);
});

test('the same person is renewed', async () => {
  const next = `${tokenOf(1)}2`;
  const tokens = createTokenKeeper(async () => next);
  tokens.keep(tokenOf(1));
  expect(await tokens.renew()).toBe('renewed');
  expect(tokens.current()).toBe(next);
});
