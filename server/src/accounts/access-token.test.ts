import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { limits } from '@chatire/protocol';
import { createAccessTokens } from './access-token.ts';

const secret = randomBytes(32);
const claims = { userId: 7, sessionId: 'session', origIat: 1_000 };
const start = 1_800_000_000_000;

test('a token says for five minutes who it stands for, and then that it has expired, however often it was used', async () => {
  let now = start;
  const tokens = createAccessTokens(secret, () => now);
  const token = await tokens.sign(claims);
  expect(await tokens.verify(token)).toEqual(claims);
  now += limits.accessTokenLifetime - 1;
  expect(await tokens.verify(token)).toEqual(claims);
  now += 1;
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'token_expired' });
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'token_expired' });
});

test('a token with another signature, without one, or that says too little is not valid', async () => {
  const tokens = createAccessTokens(secret, () => start);
  const token = await tokens.sign(claims);
  await tokens.verify(token);
  const foreign = await createAccessTokens(randomBytes(32), () => start).sign(claims);
  const unsigned = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${token.split('.')[1]}.`;
  const silent = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(secret);
  for (const bad of [foreign, unsigned, silent, `${token}x`, `${token} `, token.slice(0, -3), '', 'a.b.c'])
    await expect(tokens.verify(bad)).rejects.toMatchObject({ code: 'not_signed_in' });
});
