import type { OpenIdFailure } from '@chatire/protocol';

/** A sign-in at a provider came to nothing. The message is for the log: it holds no code and no token. */
export class SignInFailed extends Error {
  readonly reason: OpenIdFailure;

  constructor(reason: OpenIdFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}
