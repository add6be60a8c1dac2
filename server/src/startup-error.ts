/** The server can't start, and its message is the one sentence that says why and what to do; no stack is worth showing. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
