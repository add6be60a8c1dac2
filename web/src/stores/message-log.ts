import type { Message, User } from '@chatire/protocol';

/** Both lists in the order of the log, each message once; of two copies the one of `fresh` stays. */
export function mergeMessages(held: readonly Message[], fresh: readonly Message[]): Message[] {
  const last = held.at(-1);
  const first = fresh[0];
  if (!first) return held as Message[];
  if (!last || last.sequence < first.sequence) return [...held, ...fresh];
  const bySequence = new Map(held.map((message) => [message.sequence, message]));
  for (const message of fresh) bySequence.set(message.sequence, message);
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** `edited_at` grows with each edit, and nothing comes after a deletion. Of two that are the same, the first. */
export function newerOf(a: Message, b: Message): Message {
  if (a.deleted_at || b.deleted_at) return a.deleted_at ? a : b;
  return (b.edited_at ?? '') > (a.edited_at ?? '') ? b : a;
}

/** The messages with their authors as they are called now; the same list when nothing changed. */
export function renameAuthors(messages: readonly Message[], people: readonly User[]): Message[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  let changed = false;
  const renamed = messages.map((message) => {
    const user = byId.get(message.user.id);
    if (!user || isSameUser(user, message.user)) return message;
    changed = true;
    return { ...message, user: onlyUser(user) };
  });
  return changed ? renamed : (messages as Message[]);
}

export const isSameUser = (a: User, b: User): boolean =>
  a.id === b.id &&
  a.username === b.username &&
  a.name === b.name &&
  a.kind === b.kind &&
  a.picture === b.picture;

/** A member without what only members have. */
export const onlyUser = ({ id, username, name, kind, picture }: User): User => ({
  id,
  username,
  name,
  kind,
  picture,
});
