import { randomUUID } from 'node:crypto';
import { createClient, signUp, startPostgres, type Client } from '@chatire/server/testing';
import { startMember } from '../installation.ts';
import type { Options, Scenario } from '../scenario.ts';
import { percentile } from '../verdict.ts';

/** Guesses at names that exist and at names that don't, at the same moment: nothing may tell them apart, and they have to get slower. */
export const signInKnownUnknown: Scenario = {
  name: 'sign-in-known-unknown',
  required:
    'same answers, medians within 5 % beyond chance; 6 of 60 tries at once made, and 1 more after 1, 3, 7 … s',
  timeLimit: 300,
  takesTurns: 'alone',
  async run({ short, say, onEnd }) {
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const env = { DATABASE_URL: postgres.url };
    const [free, limited] = [
      await startMember({ onEnd }, env),
      await startMember({ onEnd }, { ...env, RATE_LIMITS: 'on' }),
    ];
    const { user } = await signUp(free.url);
    const timed = await timeBoth(createClient(free.url), user.username, short ? 40 : 500, say);
    const made = [];
    let allowed = true;
    for (const name of [user.username, `nobody-${randomUUID()}`]) {
      const began = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => guess(createClient(limited.url), name)),
      );
      const count = answers.filter(({ answer }) => answer.startsWith('400')).length;
      made.push(count);
      const seconds = (performance.now() - began) / 1000;
      allowed &&= count >= 6 && count <= 6 + Math.floor(Math.log2(1 + seconds));
    }
    const [known, unknown] = [medianOf(timed.known), medianOf(timed.unknown)];
    const apart = (Math.abs(known.median - unknown.median) / unknown.median) * 100;
    const chance = (Math.hypot(known.error, unknown.error) / unknown.median) * 200;
    return {
      figure: `${timed.answers} kind of answer, medians ${known.median.toFixed(1)} and ${unknown.median.toFixed(1)} ms (${apart.toFixed(1)} ± ${chance.toFixed(1)} % apart); ${made.join(' and ')} of 60 made`,
      ok: timed.answers === 1 && apart - chance <= 5 && allowed,
    };
  },
};

/** Both at the same moment, so that whatever else the machine does hits both, and each first as often as the other. */
async function timeBoth(client: Client, username: string, rounds: number, say: Options['say']) {
  const known: number[] = [];
  const unknown: number[] = [];
  const answers = new Set<string>();
  const guessAt = async (name: string, times: number[]) => {
    const { answer, took } = await guess(client, name);
    answers.add(answer);
    times.push(took);
  };
  for (let round = 0; round < rounds; round++) {
    if (round % 100 === 0) say(`round ${round} of ${rounds}`);
    const pair: [string, number[]][] = [
      [username, known],
      [`${username.slice(0, -8)}${randomUUID().slice(0, 8)}`, unknown],
    ];
    if (round % 2 === 1) pair.reverse();
    await Promise.all(pair.map(([name, times]) => guessAt(name, times)));
  }
  return { answers: answers.size, known, unknown };
}

/** With its standard error, by the spread of the middle half: of a busy machine the outliers say nothing. */
function medianOf(times: number[]): { median: number; error: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const spread = (percentile(sorted, 0.75) - percentile(sorted, 0.25)) / 1.349;
  return { median: percentile(sorted, 0.5), error: (1.2533 * spread) / Math.sqrt(sorted.length) };
}

/** The answer with its headers, but for the time of day and the request's own id. */
async function guess(client: Client, username: string): Promise<{ answer: string; took: number }> {
  const began = performance.now();
  const { status, headers, body } = await client.call('POST', '/auth/token/create/', {
    username,
    password: 'not this one',
  });
  const took = performance.now() - began;
  const shown = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { answer: `${status} ${JSON.stringify([shown, body])}`, took };
}
