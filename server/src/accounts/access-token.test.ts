import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { limits } from '@chatire/protocol';
import { createAccessTokens } from './access-token.ts';

const secret = randomBytes(32);
const claims = { userId: 7, sessionId: 'session', origIat: 1_000 };
const start = 1_800_000_000_000;
const tokens = createAccessTokens(secret, () => start);

test('a token says for five minutes who it stands for, and then that it has expired', () => {
  let now = start;
  const aging = createAccessTokens(secret, () => now);
  const token = aging.sign(claims);
  now += limits.accessTokenLifetime - 1;
  expect(aging.verify(token)).toEqual(claims);
  now += 1;
  expect(() => aging.verify(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
});

test('a token is a JWT that a library reads, and one of its is read here', async () => {
  const options = { algorithms: ['HS256'], currentDate: new Date(start) };
  const { payload } = await jwtVerify(tokens.sign(claims), secret, options);
  expect(payload).toMatchObject({ user_id: 7, exp: start / 1000 + 300 });
  expect(tokens.verify(await signed(payload))).toEqual(claims);
});

test('a token with another signature, another header, none of them, or that says too little is not valid', async () => {
  const token = tokens.sign(claims);
  const [head, payload, signature] = token.split('.');
  const foreign = createAccessTokens(randomBytes(32), () => start).sign(claims);
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const good = { user_id: 7, sid: 'session', orig_iat: 1, exp: start / 1000 + 9 };
  const others = await Promise.all([
    signed(good, { alg: 'HS512', typ: 'JWT' }),
    signed(good, { alg: 'HS256', typ: 'dpop' }),
  ]);
  // Its last character holds four bits alone: a decoder takes its neighbour for the same.
  const neighbour = token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
  const bad = [
    foreign,
    `${none}.${payload}.`,
    `${none}.${payload}.${signature}`,
    ...others,
    await signed({}),
  ];
  const bent = [
    `${token}x`,
    `${token} `,
    `${token}.`,
    `${token}é`,
    neighbour,
    token.slice(0, -3),
    `${head}.${payload}`,
  ];
  for (const wrong of [...bad, ...bent, '', '..', 'a.b.c'])
    expect(() => tokens.verify(wrong), wrong).toThrow(expect.objectContaining({ code: 'not_signed_in' }));
});

const ourHeader = { alg: 'HS256', typ: 'JWT' };
const signed = (payload: Record<string, unknown>, header = ourHeader) =>
  new SignJWT(payload).setProtectedHeader(header).sign(secret);
