import type { ErrorCode } from '@chatire/protocol';

export type FieldErrors = Record<string, string[]>;

/** A request that is refused for a reason the caller can understand. The HTTP edge alone turns `code` into a status. */
export class Refused extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldErrors | undefined;

  constructor(code: ErrorCode, sentence: string, errors?: FieldErrors) {
    super(sentence);
    this.code = code;
    this.errors = errors;
  }
}

/** Bad input, with sentences for each field concerned. */
export class InvalidInput extends Refused {
  constructor(errors: FieldErrors) {
    super('invalid', 'Some fields need another look.', errors);
  }
}

export class TooManyRequests extends Refused {
  /** Seconds until the next one is allowed. */
  readonly wait: number;

  constructor(wait: number, what = 'That was a lot at once.') {
    const time = wait < 100 ? `${wait} s` : `${Math.ceil(wait / 60)} minutes`;
    super('too_many_requests', `${what} Try again in ${time}.`);
    this.wait = wait;
  }
}

/** Somebody whom a moderator has muted wants to write. */
export class Muted extends Refused {
  constructor() {
    super('muted', 'You can only read in this chat for now.');
  }
}

/** In a chat in slow mode, and `wait` seconds before the author's next message. */
export class TooSoon extends Refused {
  readonly wait: number;

  constructor(wait: number) {
    super('slow_mode', `This chat is in slow mode. You can post again in ${wait} s.`);
    this.wait = wait;
  }
}

/** Too many passwords were tried. Says nothing of whether there is such an account. */
export class TooManyTries extends TooManyRequests {
  constructor(wait: number) {
    super(wait, 'Too many tries.');
  }
}

/** The same for a chat that doesn't exist and for one that the caller may not see. */
export class ChatNotFound extends Refused {
  constructor() {
    super('not_found', 'There is no such chat, or you are not a member of it.');
  }
}
