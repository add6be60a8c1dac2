import { createPerson, startChat, type Person } from './person.ts';
import { startReader, type Reader } from './reader.ts';
import type { Record } from './record.ts';
import type { Options } from './scenario.ts';

export interface Team {
  uri: string;
  owner: Person;
  writers: Person[];
  readers: Reader[];
  /** Resolves when every reader holds the chat's log up to its present head. */
  caughtUp(limit?: number): Promise<void>;
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
    async caughtUp(limit = 60_000) {
      const { body } = await owner.call<{ sequence: number }>('GET', `/api/chats/${uri}/`);
      await Promise.all(readers.map((reader) => reader.reaches(uri, body.sequence, limit)));
    },
  };
}
