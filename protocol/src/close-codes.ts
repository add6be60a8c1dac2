/** Why the server closed a socket. `reconnect`: whether the client should come back by itself. */
export const closeCodes = {
  /** Standard: the server goes away. */
  going_away: { code: 1001, reconnect: true },
  /** Standard: binary where text was expected. */
  unsupported_data: { code: 1003, reconnect: false },
  /** Standard: text that isn't UTF-8. */
  invalid_text: { code: 1007, reconnect: false },
  /** Standard: a frame above the limit. */
  too_big: { code: 1009, reconnect: false },
  internal: { code: 1011, reconnect: true },
  invalid_frame: { code: 4000, reconnect: false },
  hello_expected: { code: 4001, reconnect: false },
  hello_timeout: { code: 4002, reconnect: true },
  /** Get a new token, then connect again. */
  token_refused: { code: 4003, reconnect: true },
  /** Signed out, here or elsewhere. */
  session_ended: { code: 4004, reconnect: false },
  too_many_frames: { code: 4005, reconnect: true },
  /** The client reads more slowly than events come: it resumes from where it was. */
  slow: { code: 4006, reconnect: true },
  /** Too many clients came at once: a `reconnect` frame before it says when to come back. */
  busy: { code: 4007, reconnect: true },
} as const satisfies Record<string, { code: number; reconnect: boolean }>;
export type CloseReason = keyof typeof closeCodes;
