import { messageAfter, newerOf, type EventFrame, type Message, type User } from '@chatire/protocol';

/** Both lists in the order of the log, each message once; of two copies the newer one stays, else that of `fresh`. */
export function mergeMessages(held: readonly Message[], fresh: readonly Message[]): Message[] {
  const last = held.at(-1);
  const first = fresh[0];
  if (!first) return held as Message[];
  if (!last || last.sequence < first.sequence) return [...held, ...fresh];
  const bySequence = new Map(held.map((message) => [message.sequence, message]));
  for (const message of fresh)
    bySequence.set(message.sequence, newerOf(message, bySequence.get(message.sequence) ?? message));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** What became of a message: its newest text, if it was changed, and the events about it after that. */
export type Changes = readonly EventFrame[];

export const changesAfter = (changes: Changes, event: EventFrame): Changes =>
  'message' in event ? [event] : [...changes, event];

/**
 * A message that was on its way for long and shows the chat as of `sequence`, with what has become known since of it and of what it
 * answers. What is older must not come back: people may have other names by now.
 */
export function broughtUp(
  message: Message,
  sequence: number,
  changesOf: (id: number) => Changes | undefined,
): Message {
  const own = changesOf(message.id) ?? [];
  const quoted = (message.reply_to && changesOf(message.reply_to.id)) ?? [];
  const news = quoted.filter((event) => event.sequence > sequence);
  return [...own, ...news].reduce(messageAfter, message);
}

/** Without those before this place of the log, which were deleted, and without what is left of them in answers; the same list when nothing changed. */
export function keptMessages(messages: readonly Message[], from: number): Message[] {
  const isQuoteGone = ({ reply_to }: Message) => reply_to !== null && reply_to.sequence < from;
  if (!messages.some((one) => one.sequence < from || isQuoteGone(one))) return messages as Message[];
  return messages
    .filter(({ sequence }) => sequence >= from)
    .map((one) => (isQuoteGone(one) ? { ...one, reply_to: null } : one));
}

/** The messages with their authors as they are called now; the same list when nothing changed. */
export function renameAuthors(messages: readonly Message[], people: readonly User[]): Message[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  let changed = false;
  function current(user: User): User {
    const now = byId.get(user.id);
    return now && !isSameUser(now, user) ? onlyUser(now) : user;
  }
  const renamed = messages.map((message) => {
    const { reply_to } = message;
    const user = current(message.user);
    const quoted = reply_to?.user ? current(reply_to.user) : null;
    if (user === message.user && quoted === (reply_to?.user ?? null)) return message;
    changed = true;
    return { ...message, user, reply_to: reply_to && { ...reply_to, user: quoted } };
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
