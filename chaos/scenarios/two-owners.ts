import { startServer, temporaryFolder } from '@chatire/server/testing';
import { startMember } from '../installation.ts';
import { createPerson, startChat } from '../person.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { percentile } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const quick = 2_000;
const sentencePattern = /The data folder .+ is in use by another Chatire.+/;

/** A second process on the data folder of a running one. */
export const twoOwners: Scenario = {
  name: 'two-owners',
  required:
    'the second exits ≤ 2 s (slow machines: 1.5 × a start that fails at once) with a sentence; 0 rows lost',
  timeLimit: 120,
  takesTurns: 'alone',
  async run({ onEnd }) {
    const folder = await temporaryFolder('chaos');
    onEnd(() => folder.remove());
    const server = await startMember({ onEnd }, { DATA_DIR: folder.path });
    const record = createRecord();
    const person = await createPerson(() => [server.url]);
    const uri = await startChat(person, []);
    const writing = startWriting(record, person, uri, { perSecond: 50 });

    const tries = await start({ DATA_DIR: folder.path });
    await writing.stop();
    const { body } = await person.call<{ sequence: number }>('GET', `/api/chats/${uri}/`);
    const lost = record.acknowledgedCount() - (body.sequence - 1);
    const sentences = tries.map(({ refusal }) => sentencePattern.exec(refusal)?.[0]);
    const took = median(tries);
    // A machine on which any process takes so long to begin is asked how long one takes that asks for nothing.
    const limit = took <= quick ? quick : 1.5 * median(await start({ PORT: 'none' }));
    return {
      figure: `exit after ${Math.round(took)} ms (median of 3): “${sentences[0] ?? tries[0]?.refusal}”; ${lost} of ${record.acknowledgedCount()} rows lost`,
      ok: sentences.every((sentence) => sentence !== undefined) && took <= limit && lost === 0,
    };
  },
};

interface Try {
  took: number;
  refusal: string;
}

async function start(env: Record<string, string>): Promise<Try[]> {
  const tries: Try[] = [];
  for (let index = 0; index < 3; index++) {
    const began = performance.now();
    const refusal = await startServer({ env }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    tries.push({ took: performance.now() - began, refusal });
  }
  return tries;
}

const median = (tries: readonly Try[]) =>
  percentile(
    tries.map(({ took }) => took).toSorted((a, b) => a - b),
    0.5,
  );
