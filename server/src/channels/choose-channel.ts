import type { OwnChannel } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { Channel } from './channel.ts';
import { deleteTargetOf, selectAddresses, upsertTarget } from './own-target-store.ts';

interface Parts {
  db: Database;
  channels: readonly Channel[];
}

/** Those that ask people for an address, and what this person has given. */
export async function listOwnChannels({ db, channels }: Parts, userId: number): Promise<OwnChannel[]> {
  const asking = channels.flatMap(({ name, asks }) => (asks ? [{ name, ...asks }] : []));
  if (asking.length === 0) return [];
  const given = await selectAddresses(
    db,
    userId,
    asking.map(({ name }) => name),
  );
  return asking.map(({ name, label, hint }) => {
    const address = given.get(name);
    return { name, label, hint, address: typeof address === 'string' ? address : null };
  });
}

export async function chooseChannel(
  parts: Parts,
  userId: number,
  name: string,
  address: string,
): Promise<void> {
  const { form } = findAsking(parts.channels, name);
  if (!form.test(address)) throw new InvalidInput({ address: ["This isn't in the right form."] });
  await upsertTarget(parts.db, userId, name, address);
}

export async function leaveChannel(parts: Parts, userId: number, name: string): Promise<void> {
  findAsking(parts.channels, name);
  await deleteTargetOf(parts.db, userId, name);
}

function findAsking(channels: readonly Channel[], wanted: string) {
  const asks = channels.find(({ name }) => name === wanted)?.asks;
  if (!asks) throw new Refused('not_found', 'There is no such channel.');
  return asks;
}
