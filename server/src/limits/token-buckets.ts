import { randomUUID } from 'node:crypto';
import type { Announce, Notice } from '../log/notices.ts';
import { rates, type Rate, type RateName } from './rates.ts';

/** Of whom: a user's id, an address, a link … */
export interface Claim {
  rate: RateName;
  of: number | string;
}

export interface TokenBuckets {
  /** Takes a token for each claim, or none at all. Gives the seconds until there are enough; 0 when there were. */
  claim(claims: readonly Claim[]): number;
  /** What was claimed came to nothing. */
  giveBack(claims: readonly Claim[]): void;
  /** How often each rate was the one that refused, since the start. */
  readonly refusals: Readonly<Record<RateName, number>>;
  /** What another process has given out. */
  hear(notice: SpentNotice): void;
  stop(): void;
}

export type SpentNotice = Extract<Notice, { kind: 'spent' }>;

interface Bucket {
  rate: Rate;
  /** Tokens that are missing: more than there were, when other processes gave out some as well. */
  missing: number;
  /** Of these, given out here, and the others don't know. */
  untold: number;
  /** When `missing` was true, in milliseconds of `performance.now()`. */
  at: number;
}

const tellEvery = 500;
/** A bucket that is nearly full isn't worth telling: so people who write as people do cost nothing. */
const worthTelling = 0.1;
const spentAtOnce = 100;

/**
 * Token buckets that the processes of a cluster share without asking anybody: each gives out what it believes to be there, and twice a
 * second it tells the others by `announce` what that was. So for a moment each may give out a whole bucket; what was too much is
 * waited for afterwards. Without `announce`, for one process alone.
 */
export function createTokenBuckets(announce?: Announce): TokenBuckets {
  const self = randomUUID();
  const buckets = new Map<string, Bucket>();
  const touched = new Set<string>();
  const refusals = Object.fromEntries(Object.keys(rates).map((name) => [name, 0])) as Record<
    RateName,
    number
  >;
  const timer = setInterval(tellAndForget, tellEvery);
  timer.unref();

  function find({ rate: name, of }: Claim): Bucket {
    const key = `${name} ${of}`;
    touched.add(key);
    const now = performance.now();
    const bucket = buckets.get(key) ?? { rate: rates[name], missing: 0, untold: 0, at: now };
    buckets.set(key, bucket);
    fill(bucket, now);
    return bucket;
  }

  function tellAndForget(): void {
    const now = performance.now();
    const spent: SpentNotice['spent'] = [];
    for (const [key, bucket] of buckets) {
      fill(bucket, now);
      if (bucket.missing === 0) buckets.delete(key);
    }
    for (const key of touched) {
      const bucket = buckets.get(key);
      if (!bucket || bucket.untold === 0 || bucket.missing < bucket.rate.burst * worthTelling) continue;
      spent.push([key, bucket.untold]);
      bucket.untold = 0;
    }
    touched.clear();
    for (let start = 0; start < spent.length; start += spentAtOnce)
      announce?.([
        { to: 'processes', kind: 'spent', by: self, spent: spent.slice(start, start + spentAtOnce) },
      ]);
  }

  return {
    refusals,
    claim(claims) {
      const found = claims.map(find);
      const waits = found.map(secondsUntilOne);
      const wait = Math.max(0, ...waits);
      if (wait > 0) {
        refusals[claims[waits.indexOf(wait)]!.rate]++;
        return wait;
      }
      for (const bucket of found) {
        bucket.missing++;
        bucket.untold++;
      }
      return 0;
    },
    giveBack(claims) {
      for (const bucket of claims.map(find)) {
        bucket.missing = Math.max(0, bucket.missing - 1);
        bucket.untold--;
      }
    },
    hear({ by, spent }) {
      if (by === self) return;
      for (const [key, count] of spent) {
        const [rate = '', of = ''] = key.split(' ');
        if (Object.hasOwn(rates, rate)) find({ rate: rate as RateName, of }).missing += count;
      }
    },
    stop: () => clearInterval(timer),
  };
}

function fill(bucket: Bucket, now: number): void {
  bucket.missing = Math.max(0, bucket.missing - ((now - bucket.at) / 1_000) * bucket.rate.perSecond);
  bucket.at = now;
}

function secondsUntilOne({ rate, missing }: Bucket): number {
  return (missing + 1 - rate.burst) / rate.perSecond;
}
