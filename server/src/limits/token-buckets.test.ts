import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Announce } from '../log/notices.ts';
import { rates } from './rates.ts';
import { createTokenBuckets, type Claim, type SpentNotice, type TokenBuckets } from './token-buckets.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As many processes, joined by a broker that takes `delay` milliseconds. */
function startCluster(processes: number, delay = 100) {
  const told: SpentNotice[] = [];
  const announce: Announce = (notices) => {
    for (const notice of notices as readonly SpentNotice[]) {
      told.push(notice);
      setTimeout(() => all.forEach((one) => one.hear(notice)), delay);
    }
  };
  const all: TokenBuckets[] = Array.from({ length: processes }, () => createTokenBuckets(announce));
  return { all, told };
}

/** How many of them are let in that come in so many seconds, one after the other to each process. */
async function flood(all: readonly TokenBuckets[], seconds: number, perSecond: number, claims: Claim[]) {
  let count = 0;
  for (let index = 0; index < seconds * perSecond; index++) {
    if (all[index % all.length]!.claim(claims) === 0) count++;
    await vi.advanceTimersByTimeAsync(1_000 / perSecond);
  }
  return count;
}

const guest: Claim[] = [{ rate: 'writeAsGuest', of: 1 }];
const { burst, perSecond } = rates.writeAsGuest;

test('a bucket gives out what is in it, and says when there is more', async () => {
  const [alone] = startCluster(1).all as [TokenBuckets];
  for (let index = 0; index < burst; index++) expect(alone.claim(guest)).toBe(0);
  const wait = alone.claim(guest);
  expect(wait).toBeCloseTo(1 / perSecond);
  await vi.advanceTimersByTimeAsync(wait * 1_000 + 1);
  expect(alone.claim(guest)).toBe(0);
  expect(alone.claim(guest)).toBeGreaterThan(0);
  expect(alone.claim([{ rate: 'writeAsGuest', of: 2 }])).toBe(0);
});

test('who is refused by one bucket takes nothing from the others, and what came to nothing is given back', async () => {
  const [alone] = startCluster(1).all as [TokenBuckets];
  const chat: Claim = { rate: 'writeByGuestsOfChat', of: 'chat' };
  const room = rates.writeByGuestsOfChat.burst;
  await flood([alone], 1, 500, [...guest, chat]);
  for (let other = 2; other < 2 + room - burst - perSecond; other++)
    expect(alone.claim([{ rate: 'writeAsGuest', of: other }, chat])).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  for (let index = 0; index < 2 * room; index++) {
    expect(alone.claim([chat])).toBe(0);
    alone.giveBack([chat]);
  }
});

test('processes give out no more together than a bucket each, and what was too much is waited for', async () => {
  const { all } = startCluster(3);
  const first = await flood(all, 1, 900, guest);
  expect(first).toBeGreaterThanOrEqual(burst);
  expect(first).toBeLessThanOrEqual(3 * (burst + perSecond));
  const minute = first + (await flood(all, 119, 60, guest));
  expect(minute).toBeLessThanOrEqual(burst + 121 * perSecond);
  expect(minute).toBeGreaterThan(burst + 100 * perSecond);
});

test('people who write as people do are told of to nobody', async () => {
  const { all, told } = startCluster(2);
  for (let index = 0; index < 10; index++) expect(all[0]!.claim([{ rate: 'write', of: 1 }])).toBe(0);
  expect(await flood(all, 30, 1, [{ rate: 'write', of: 1 }])).toBe(30);
  expect(told).toEqual([]);
});

test('a class of 200 behind one address comes in by one link at once, and writes three lines a minute each', async () => {
  const [server] = startCluster(1).all as [TokenBuckets];
  const pupils = Array.from({ length: 200 }, (_, id) => id);
  for (const id of pupils) {
    expect(server.claim([{ rate: 'look', of: 'school' }])).toBe(0);
    const come: Claim[] = [
      { rate: 'guestAtAddress', of: 'school' },
      { rate: 'guestByLink', of: 'link' },
    ];
    expect(server.claim(come)).toBe(0);
    expect(server.claim([{ rate: 'hello', of: id }])).toBe(0);
  }
  for (let line = 0; line < 3; line++)
    for (const id of pupils) {
      const written: Claim[] = [
        { rate: 'writeAsGuest', of: id },
        { rate: 'writeByGuestsOfChat', of: 'chat' },
        { rate: 'writeAtAddress', of: 'school' },
      ];
      expect(server.claim(written)).toBe(0);
      await vi.advanceTimersByTimeAsync(100);
    }
});
