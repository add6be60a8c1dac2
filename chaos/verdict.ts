import type { Entry, Record } from './record.ts';

export interface Verdict {
  sent: number;
  acknowledged: number;
  /** Acknowledged, but some reader of the chat was never shown it. */
  lost: number;
  /** Shown to a reader a second time, or standing at two places of the log. */
  doubled: number;
  /** Shown after something that stands later in the log; or an author's later post standing before an earlier one. */
  misordered: number;
  /** Places of the log that were passed over in what a reader was given. */
  gaps: number;
  /** Milliseconds from the acknowledgment to each reader's being shown, smallest first; 0 when shown before. */
  delays: number[];
}

export function judge(record: Record): Verdict {
  const sent = new Map<string, Extract<Entry, { kind: 'sent' }>>();
  const placed = new Map<string, { sequence: number; at: number }>();
  const readers = new Map<string, Reader>();
  const verdict: Verdict = {
    sent: 0,
    acknowledged: 0,
    lost: 0,
    doubled: 0,
    misordered: 0,
    gaps: 0,
    delays: [],
  };

  for (const entry of record.entries()) {
    if (entry.kind === 'sent') sent.set(entry.clientId, entry);
    else if (entry.kind === 'acknowledged') {
      const before = placed.get(entry.clientId);
      if (before && before.sequence !== entry.sequence) verdict.doubled++;
      if (!before) placed.set(entry.clientId, entry);
    } else if (entry.kind === 'passed over') verdict.gaps += entry.places;
    else if (entry.kind === 'starts') readers.set(keyOf(entry), newReader(entry));
    else show(readers.get(keyOf(entry)), entry, verdict);
  }

  verdict.sent = sent.size;
  verdict.acknowledged = placed.size;
  for (const [clientId, { sequence, at }] of placed) {
    const chat = sent.get(clientId)?.chat;
    for (const reader of readers.values()) {
      if (reader.chat !== chat || sequence <= reader.start) continue;
      const shownAt = reader.messages.get(clientId);
      if (shownAt === undefined) verdict.lost++;
      else verdict.delays.push(Math.max(0, shownAt - at));
    }
  }
  verdict.misordered += countOutOfTurn(sent, placed);
  verdict.delays.sort((a, b) => a - b);
  return verdict;
}

interface Reader {
  chat: string;
  start: number;
  last: number;
  places: Set<number>;
  messages: Map<string, number>;
}

function keyOf({ reader, chat }: { reader: string; chat: string }): string {
  return `${reader} ${chat}`;
}

function newReader({ chat, sequence }: { chat: string; sequence: number }): Reader {
  return { chat, start: sequence, last: sequence, places: new Set(), messages: new Map() };
}

function show(reader: Reader | undefined, entry: Extract<Entry, { kind: 'shown' }>, verdict: Verdict): void {
  if (!reader) throw new Error(`${entry.reader} was shown something of a chat that it doesn't read.`);
  const { sequence, clientId } = entry;
  const isDouble = reader.places.has(sequence) || (clientId !== null && reader.messages.has(clientId));
  if (isDouble) verdict.doubled++;
  else if (sequence < reader.last) verdict.misordered++;
  else verdict.gaps += Math.max(0, sequence - reader.last - 1);
  reader.places.add(sequence);
  reader.last = Math.max(reader.last, sequence);
  if (clientId !== null && !isDouble) reader.messages.set(clientId, entry.at);
}

/** An author sends the next post of a chat only after the answer to the last one, so that the log must have them in turn. */
function countOutOfTurn(
  sent: ReadonlyMap<string, Extract<Entry, { kind: 'sent' }>>,
  placed: ReadonlyMap<string, { sequence: number }>,
): number {
  const newest = new Map<string, number>();
  let count = 0;
  for (const [clientId, { author, chat }] of sent) {
    const sequence = placed.get(clientId)?.sequence;
    if (sequence === undefined) continue;
    const key = `${author} ${chat}`;
    if (sequence < (newest.get(key) ?? 0)) count++;
    newest.set(key, Math.max(sequence, newest.get(key) ?? 0));
  }
  return count;
}

/**
 * Milliseconds from acknowledgment to being shown of the posts that were acknowledged between two moments, smallest
 * first; only of `chats`, if they are given.
 */
export function delaysBetween(
  record: Record,
  from: number,
  to: number,
  chats?: ReadonlySet<string>,
): number[] {
  const acknowledged = new Map<string, number>();
  const delays: number[] = [];
  for (const entry of record.entries()) {
    if (entry.kind === 'acknowledged' && entry.at >= from && entry.at < to)
      acknowledged.set(entry.clientId, entry.at);
    if (entry.kind !== 'shown' || entry.clientId === null || chats?.has(entry.chat) === false) continue;
    const at = acknowledged.get(entry.clientId);
    if (at !== undefined) delays.push(Math.max(0, entry.at - at));
  }
  return delays.toSorted((a, b) => a - b);
}

/** Of figures in growing order; `share` from 0 to 1. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The four figures that must be nought, as every scenario prints them. */
export function fourNoughts({ lost, doubled, misordered, gaps }: Verdict): { text: string; ok: boolean } {
  return {
    text: `${lost} lost, ${doubled} doubled, ${misordered} misordered, ${gaps} gaps`,
    ok: lost + doubled + misordered + gaps === 0,
  };
}
