import type { Problem, Quote } from '@chatire/protocol';
import { Refused } from './problems.ts';

/** A message that the server isn't known to have, as the page shows it. */
export interface Unsent {
  client_id: string;
  chat: string;
  text: string;
  /** What it answers, as it was when it was written. */
  reply_to?: Quote | undefined;
  /** Milliseconds since 1970. */
  created: number;
  /** `late`: it goes on being tried, but the person should know. `refused`: the server said no, `problem` why. */
  state: 'sending' | 'late' | 'refused';
  problem: unknown;
}

/** The same as the browser keeps it. */
export interface StoredMessage extends Pick<Unsent, 'client_id' | 'chat' | 'text' | 'reply_to' | 'created'> {
  /** Whose message it is: nobody else at this browser sees or sends it. */
  user: number;
  /** What the server said when it refused the message. */
  refusal: (Partial<Problem> & { status: number }) | null;
}

/** `held`: what this page shows of the same message so far. Only whether it was refused is for the store to say. */
export function unsentFrom(stored: StoredMessage, held: Unsent | undefined): Unsent {
  const { client_id, chat, text, reply_to, created, refusal } = stored;
  if (held && (held.state === 'refused') === (refusal !== null)) return held;
  const message = { client_id, chat, text, reply_to, created };
  if (!refusal) return { ...message, state: 'sending', problem: null };
  return { ...message, state: 'refused', problem: new Refused(refusal.status, refusal) };
}

export function refusalFrom(problem: unknown): StoredMessage['refusal'] {
  if (!(problem instanceof Refused)) return { status: 0 };
  const { status, code, message: detail, errors } = problem;
  return { status, code: code as Problem['code'], detail, errors };
}
