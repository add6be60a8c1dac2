import { limits, type Mention, type Message, type Quote, type Reaction, type User } from '@chatire/protocol';
import { dayKey } from '../../composables/days.ts';
import type { Unsent } from '../../connection/unsent.ts';

interface Bubble {
  key: string;
  text: string;
  user: User;
  /** ISO 8601. */
  time: string;
  own: boolean;
  /** What it answers. */
  quote: Quote | null;
  /** Of a group: what one person wrote within five minutes, with no line in between. */
  first: boolean;
  last: boolean;
}
export type MessageRow = Bubble & {
  kind: 'message';
  id: number;
  sequence: number;
  edited: boolean;
  deleted: boolean;
  reactions: readonly Reaction[];
  mentions: readonly Mention[];
  mentionsAll: boolean;
  /** Somebody else named the person who looks at it. */
  namesMe: boolean;
};
export type UnsentRow = Bubble & { kind: 'unsent'; unsent: Unsent };
export type Row =
  | { kind: 'beginning'; key: string; cut: boolean; keptDays: number | null }
  | { kind: 'day'; key: string; time: string }
  | { kind: 'new'; key: string }
  | MessageRow
  | UnsentRow;

export interface LogParts {
  messages: readonly Message[];
  unsent: readonly Unsent[];
  self: User;
  /** Whether `messages` holds the chat's first message. */
  fromBeginning: boolean;
  /** There is more before it, which isn't shown to those who came later. */
  cut: boolean;
  /** What was before it was deleted after so many days; null: nothing was. */
  keptDays?: number | null;
  /** Others' messages above this sequence are new; null: none is. */
  newAfter: number | null;
}

const groupTime = 5 * 60_000;

/** What stands in the log, line by line: days, the "New" line, and messages in groups. */
export function rowsOf({
  messages,
  unsent,
  self,
  fromBeginning,
  cut,
  keptDays = null,
  newAfter,
}: LogParts): Row[] {
  const rows: Row[] = [];
  if (fromBeginning && messages.length) rows.push({ kind: 'beginning', key: 'beginning', cut, keptDays });
  let isNewShown = newAfter === null;

  function add(bubble: MessageRow | UnsentRow, isNew: boolean) {
    const before = rows.at(-1);
    const previous = rows.findLast(isBubble);
    if (!previous || dayKey(previous.time) !== dayKey(bubble.time)) {
      rows.push({ kind: 'day', key: `day ${dayKey(bubble.time)} ${bubble.key}`, time: bubble.time });
    }
    if (isNew && !isNewShown) {
      rows.push({ kind: 'new', key: 'new' });
      isNewShown = true;
    }
    const isGrouped =
      before !== undefined && before === rows.at(-1) && isBubble(before) && belong(before, bubble);
    if (isGrouped) before.last = false;
    rows.push({ ...bubble, first: !isGrouped, last: true });
  }

  for (const message of messages) {
    const own = message.user.id === self.id;
    add(messageRow(message, self, own), !own && message.sequence > (newAfter ?? Infinity));
  }
  // The log may have it before the outbox knows.
  const stored = new Set(unsent.length ? messages.map(({ client_id }) => client_id) : []);
  for (const one of unsent) if (!stored.has(one.client_id)) add(unsentRow(one, self), false);
  return rows;
}

/** The same key before and after a message is stored: it keeps its place on the screen. */
const messageRow = (message: Message, self: User, own: boolean): MessageRow => ({
  kind: 'message',
  key: message.client_id ?? `message ${message.sequence}`,
  text: message.message,
  user: message.user,
  time: message.created_at,
  id: message.id,
  sequence: message.sequence,
  edited: message.edited_at !== null && message.deleted_at === null,
  deleted: message.deleted_at !== null,
  quote: message.reply_to,
  reactions: message.reactions,
  mentions: message.mentions,
  mentionsAll: message.mentions_all,
  namesMe: !own && (message.mentions_all || message.mentions.some(({ id }) => id === self.id)),
  own,
  first: true,
  last: true,
});

const unsentRow = (unsent: Unsent, self: User): UnsentRow => ({
  kind: 'unsent',
  key: unsent.client_id,
  text: unsent.text,
  user: self,
  time: new Date(unsent.created).toISOString(),
  own: true,
  quote: unsent.reply_to ?? null,
  unsent,
  first: true,
  last: true,
});

export const quoteOfRow = ({ id, sequence, user, text }: MessageRow): Quote => ({
  id,
  sequence,
  user,
  text: Array.from(text).slice(0, limits.quoteLength).join(''),
  deleted_at: null,
});

export const isBubble = (row: Row | undefined): row is MessageRow | UnsentRow =>
  row?.kind === 'message' || row?.kind === 'unsent';

function belong(a: MessageRow | UnsentRow, b: MessageRow | UnsentRow): boolean {
  const isLoose = a.kind === 'unsent' && a.unsent.state === 'refused';
  return !isLoose && a.user.id === b.user.id && Math.abs(Date.parse(b.time) - Date.parse(a.time)) < groupTime;
}

/** Whether rows were put before the ones held, and nothing else changed: the view then holds on to its end. */
export function isPrepended(before: readonly Row[], now: readonly Row[]): boolean {
  const first = before.find(isBubble)?.key;
  return (
    now.length > before.length &&
    first !== undefined &&
    first !== now.find(isBubble)?.key &&
    before.at(-1)?.key === now.at(-1)?.key
  );
}
