import { randomUUIDv7 } from 'node:crypto';
import type { Message } from '@chatire/protocol';
import { startCluster } from '../installation.ts';
import { createPerson, startChat } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const copies = 50;

/** One post under one client id, sent fifty times at once to three processes, as an impatient client would. */
export const sameClientId: Scenario = {
  name: 'same-client-id',
  required: '1 message for each id, 409 for another text',
  timeLimit: 120,
  takesTurns: 'rabbitmq',
  async run({ short, say, onEnd }) {
    const rounds = short ? 3 : 40;
    const cluster = await startCluster({ onEnd, say }, { processes: 3, broker: 'rabbitmq' });
    const person = await createPerson(cluster.urls);
    const uri = await startChat(person, []);
    const path = `/api/chats/${uri}/messages/`;
    let messages = 0;
    let conflicts = 0;
    for (let round = 0; round < rounds; round++) {
      const body = { message: `round ${round}`, client_id: randomUUIDv7() };
      const answers = await Promise.all(
        Array.from({ length: copies }, () => person.call<Message>('POST', path, body)),
      );
      messages += new Set(answers.map((answer) => answer.body.id)).size;
      const other = await person.call('POST', path, { ...body, message: 'another text' });
      if (other.status === 409) conflicts++;
    }
    const { body } = await person.call<{ messages: Message[] }>('GET', `${path}?limit=100`);
    const stored = body.messages.length;
    return {
      figure: `${stored} messages, ${conflicts} conflicts in ${rounds} rounds of ${copies} posts`,
      ok: messages === rounds && stored === rounds && conflicts === rounds,
    };
  },
};
