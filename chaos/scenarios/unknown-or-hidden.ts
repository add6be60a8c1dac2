import { randomBytes } from 'node:crypto';
import { startSingle } from '../installation.ts';
import { createPerson, startChat, type Person } from '../person.ts';
import type { Scenario } from '../scenario.ts';
import { percentile } from '../verdict.ts';

const share = 0.05;
/** Milliseconds, of which a request takes some. */
const atMost = 0.2;

const asked: [string, string, unknown?][] = [
  ['GET', ''],
  ['GET', 'messages/'],
  ['GET', 'events/?after=0'],
  ['GET', 'invitation/'],
  ['POST', 'join/'],
  ['POST', 'messages/', { message: 'let me in' }],
  ['PATCH', '', { name: 'Mine' }],
  ['DELETE', 'members/1/'],
];

/** A stranger asks for a chat that is there and for one that isn't, in turn, and looks at the clock. */
export const unknownOrHidden: Scenario = {
  name: 'unknown-or-hidden',
  required: `same answers; medians within 5 % or ${atMost} ms, beyond chance`,
  timeLimit: 300,
  takesTurns: 'alone',
  async run({ short, onEnd }) {
    const times = short ? 60 : 500;
    const server = await startSingle({ onEnd });
    const urls = () => [server.url];
    const [owner, stranger] = [await createPerson(urls), await createPerson(urls)];
    const hidden = await startChat(owner, []);
    await owner.call('POST', `/api/chats/${hidden}/link/`);
    for (let count = 0; count < 50; count++)
      await owner.call('POST', `/api/chats/${hidden}/messages/`, { message: `secret ${count}` });

    let different = 0;
    const findings: Finding[] = [];
    for (const [method, path, body] of asked) {
      const apart: number[] = [];
      const unknownTook: number[] = [];
      // What is asked for the first time takes longer.
      for (let time = -10; time < times; time++) {
        const unknown = randomBytes(16).toString('base64url');
        // Whichever comes second finds everything warm.
        const order = time % 2 === 0 ? [hidden, unknown] : [unknown, hidden];
        const answers = new Map<string, { took: number; said: string }>();
        for (const uri of order)
          answers.set(uri, await ask(stranger, method, `/api/chats/${uri}/${path}`, body));
        const [one, other] = [answers.get(hidden)!, answers.get(unknown)!];
        if (one.said !== other.said) different++;
        if (time < 0) continue;
        apart.push(one.took - other.took);
        unknownTook.push(other.took);
      }
      findings.push({ what: `${method} ${path}`, ...medianOf(apart), took: medianOf(unknownTook).median });
    }
    const worst = findings.toSorted((a, b) => tooMuch(b) - tooMuch(a))[0]!;
    return {
      figure: `${different} of ${asked.length * times} answers different; ${worst.what} ${worst.median.toFixed(2)} ± ${worst.chance.toFixed(2)} ms apart of ${worst.took.toFixed(2)}, the others of ${asked.length} nearer`,
      ok: different === 0 && findings.every((finding) => tooMuch(finding) <= 0),
    };
  },
};

async function ask(
  stranger: Person,
  method: string,
  path: string,
  body: unknown,
): Promise<{ took: number; said: string }> {
  const began = performance.now();
  const answer = await stranger.call(method, path, body);
  return { took: performance.now() - began, said: JSON.stringify(answer) };
}

interface Finding {
  what: string;
  /** Milliseconds that the hidden one took longer. */
  median: number;
  chance: number;
  /** By the unknown one. */
  took: number;
}

const tooMuch = ({ median, chance, took }: Finding) =>
  Math.abs(median) - chance - Math.max(atMost, share * took);

/** With twice its standard error, by the spread of the middle half. */
function medianOf(times: readonly number[]): { median: number; chance: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const spread = (percentile(sorted, 0.75) - percentile(sorted, 0.25)) / 1.349;
  return { median: percentile(sorted, 0.5), chance: (2 * 1.2533 * spread) / Math.sqrt(sorted.length) };
}
