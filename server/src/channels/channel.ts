import type { Settings, User } from '@chatire/protocol';

/**
 * A way to tell people of messages while they aren't there. Whom, of what and when is decided before, the same for all channels; a
 * channel only sends. `docs/channels.md` shows how to write one.
 */
export interface Channel {
  /** As it stands in `targets.channel`. */
  readonly name: string;
  /**
   * What people give to be told by it: the settings show a field for it, and `target.address` is what was typed. Without it, the channel's
   * targets come about in another way.
   */
  readonly asks?: { label: string; hint: string; form: RegExp };
  /** Seconds between two notices of one chat to one target; without it none. What is said meanwhile comes with the next. */
  readonly pause?: number;
  /** After so many failures in a row a target is switched off, and its owner sees why. Without it never: a server of ours that is down is nobody's fault. */
  readonly givesUpAfter?: number;
  /**
   * Tells it. One notice, or those of several chats for who wants a digest. Throws when it may work later: then it is called again, with
   * the same `id`s. It may also be called again for what was sent, if the process died before that was written down.
   */
  send(notices: readonly Notice[], target: Target, signal: AbortSignal): Promise<Outcome>;
}

/** `gone`: there is no such target any more, and its row is deleted. `off`: it wants no more; it stays to be seen by its owner, switched off. */
export type Outcome = 'sent' | 'gone' | 'off';

/** Of one notice. */
export const mostMessages = 100;

/** What is told to one recipient of one or more messages of a chat. */
export interface Notice {
  /** The same at each try, so that a receiver can drop a second one. */
  id: string;
  chat: { uri: string; name: string | null; isDirect: boolean };
  /** From the oldest to the newest, 1 to 100. If there were more, a program is told the others next, and people only the newest. */
  messages: readonly NoticedMessage[];
}

export interface NoticedMessage {
  id: number;
  sequence: number;
  /** ISO 8601, UTC. */
  at: string;
  author: User;
  text: string;
  mentionsMe: boolean;
}

/** Where to: one browser, one mailbox, one address of a webhook. */
export interface Target {
  id: number;
  /** As the channel has stored it. */
  address: unknown;
  /** Whose it is. */
  user: { id: number; name: string; email: string; settings: Settings };
}
