import { createPerson, startChat, type Person } from './person.ts';
import { startReader, type Reader } from './reader.ts';
import type { Record } from './record.ts';
import type { Options } from './scenario.ts';

export interface Crowd {
  uri: string;
  owner: Person;
  readers: Reader[];
  /** Resolves when every reader holds the chat's log up to its present head. */
  caughtUp(limit?: number): Promise<void>;
}

export interface Team extends Crowd {
  writers: Person[];
}

/** A chat with people who write and people who only read; a reader's sockets go where `sockets` says. */
export async function startTeam(
  { onEnd }: Pick<Options, 'onEnd'>,
  record: Record,
  team: { urls: () => string[]; sockets: (() => string[])[]; writers: number },
): Promise<Team> {
  const owner = await createPerson(team.urls);
  const writers = await Promise.all(Array.from({ length: team.writers }, () => createPerson(team.urls)));
  const audience = await Promise.all(team.sockets.map(() => createPerson(team.urls)));
  const uri = await startChat(owner, [...writers, ...audience]);
  const readers = await Promise.all(
    audience.map((person, index) =>
      startReader({ person, chats: [uri], sockets: team.sockets[index]!, record }),
    ),
  );
  onEnd(() => {
    for (const reader of readers) reader.close();
  });
  return {
    uri,
    owner,
    writers,
    readers,
    caughtUp: (limit) => catchUp(owner, uri, readers, limit),
  };
}

/** So many sockets of a few people, all reading one chat. Opened fifty at a time, as many as a server lets in quickly. */
export async function startCrowd(
  { onEnd, say }: Pick<Options, 'onEnd' | 'say'>,
  record: Record,
  crowd: { urls: () => string[]; sockets: () => string[]; count: number },
): Promise<Crowd> {
  const { urls, sockets, count } = crowd;
  const owner = await createPerson(urls);
  const people = await Promise.all(Array.from({ length: 20 }, () => createPerson(urls)));
  const uri = await startChat(owner, people);
  say(`opening ${count} sockets`);
  const readers: Reader[] = [];
  onEnd(() => {
    for (const reader of readers) reader.close();
  });
  while (readers.length < count) {
    const batch = Array.from({ length: Math.min(50, count - readers.length) }, (_, index) => {
      const number = readers.length + index;
      const person = people[number % people.length]!;
      return startReader({ person, reader: `socket ${number}`, chats: [uri], sockets, record });
    });
    readers.push(...(await Promise.all(batch)));
  }
  return { uri, owner, readers, caughtUp: (limit) => catchUp(owner, uri, readers, limit) };
}

async function catchUp(owner: Person, uri: string, readers: readonly Reader[], limit = 60_000) {
  const { body } = await owner.call<{ sequence: number }>('GET', `/api/chats/${uri}/`);
  await Promise.all(readers.map((reader) => reader.reaches(uri, body.sequence, limit)));
}
