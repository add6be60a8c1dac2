import { randomUUIDv7 } from 'node:crypto';

/**
 * The oracle of all scenarios: an append-only record of what was sent, acknowledged and shown. Everything that a
 * scenario says about loss, doubles and order is counted from it, and from nothing else.
 */
export interface Record {
  /** Before a post leaves for the first time. Gives the client id that all its tries carry. */
  sent(author: string, chat: string, text: string): string;
  /** The server has answered: this post stands at this place of the log. */
  acknowledged(clientId: string, sequence: number): void;
  /** A reader of a chat has been given an event of the log; `clientId` for messages. */
  shown(reader: string, chat: string, sequence: number, clientId: string | null): void;
  /** A reader was given something ahead of its turn, with so many places of the log before it still to come. */
  passedOver(reader: string, chat: string, places: number): void;
  /** A reader starts with what it was given otherwise: events up to here it needn't be shown. */
  startsAt(reader: string, chat: string, sequence: number): void;
  /** How long the newest acknowledgment has been, and the count of them. */
  acknowledgedCount(): number;
  entries(): readonly Entry[];
}

export type Entry = { at: number } & (
  | { kind: 'sent'; author: string; chat: string; clientId: string }
  | { kind: 'acknowledged'; clientId: string; sequence: number }
  | { kind: 'starts'; reader: string; chat: string; sequence: number }
  | { kind: 'passed over'; reader: string; chat: string; places: number }
  | { kind: 'shown'; reader: string; chat: string; sequence: number; clientId: string | null }
);

export function createRecord(): Record {
  const entries: Entry[] = [];
  let acknowledged = 0;
  const at = () => performance.now();
  return {
    sent(author, chat) {
      const clientId = randomUUIDv7();
      entries.push({ at: at(), kind: 'sent', author, chat, clientId });
      return clientId;
    },
    acknowledged(clientId, sequence) {
      acknowledged++;
      entries.push({ at: at(), kind: 'acknowledged', clientId, sequence });
    },
    startsAt: (reader, chat, sequence) =>
      void entries.push({ at: at(), kind: 'starts', reader, chat, sequence }),
    passedOver: (reader, chat, places) =>
      void entries.push({ at: at(), kind: 'passed over', reader, chat, places }),
    shown: (reader, chat, sequence, clientId) =>
      void entries.push({ at: at(), kind: 'shown', reader, chat, sequence, clientId }),
    acknowledgedCount: () => acknowledged,
    entries: () => entries,
  };
}
