import type { CloseReason } from '@chatire/protocol';

/** What the gateway has done since the start: plain numbers, since some of them are raised for every event. */
export interface Tally {
  hellos: number;
  /** Events that went on to the sockets of a chat, as the broker brought them. */
  eventsBrought: number;
  /** Events that the broker didn't bring, or not in order: read from the database. */
  eventsRead: number;
  /** Events times the sockets that they were written to. */
  deliveries: number;
  /** Chats that a client came back to. */
  resumed: { unchanged: number; caught_up: number; reset: number };
  refused: { sockets_of_address: number; sockets_of_user: number; hellos_waiting: number };
  /** By whom and why sockets were closed; `client`: by the other side, or by a network that broke. */
  closed: Partial<Record<CloseReason | 'client', number>>;
  sweeps: { done: number; failed: number };
  /** Seconds that the last one took. */
  lastSweep: number;
}

export function newTally(): Tally {
  return {
    hellos: 0,
    eventsBrought: 0,
    eventsRead: 0,
    deliveries: 0,
    resumed: { unchanged: 0, caught_up: 0, reset: 0 },
    refused: { sockets_of_address: 0, sockets_of_user: 0, hellos_waiting: 0 },
    closed: {},
    sweeps: { done: 0, failed: 0 },
    lastSweep: 0,
  };
}
