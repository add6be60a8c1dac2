import type { History, Message } from '@chatire/protocol';
import type { Person } from './person.ts';
import type { Record } from './record.ts';

/** All messages of a chat as the server's interface gives them, oldest first, from the database and nothing else. */
export async function readHistory(person: Person, uri: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let more = true; more;) {
    const after = messages.at(-1)?.sequence ?? 0;
    const path = `/api/chats/${uri}/messages/?limit=100&after=${after}`;
    const { status, body } = await person.call<History>('GET', path);
    if (status !== 200) throw new Error(`The history gave ${status}: ${JSON.stringify(body)}`);
    messages.push(...body.messages);
    more = body.has_newer;
  }
  return messages;
}

/** Posts of the record that the server has acknowledged and that its history of the chat doesn't have. */
export async function countWithoutRow(record: Record, person: Person, uri: string): Promise<number> {
  const stored = new Set((await readHistory(person, uri)).map((message) => message.client_id));
  const acknowledged = record.entries().filter((entry) => entry.kind === 'acknowledged');
  return acknowledged.filter(({ clientId }) => !stored.has(clientId)).length;
}
