/**
 * An error as the log may hold it. PostgreSQL's errors bring the row or the value that they are about, and those of libraries what was
 * sent: people's words, passwords, tokens. So only what names the fault is taken, never what it was about.
 */
export function loggedError(error: unknown, depth = 3): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const { cause } = error;
  return {
    type: error.name,
    message: quotesValue(error) ? 'a value that is not as it should be' : error.message,
    ...(code && { code }),
    ...Object.fromEntries(namingFields.flatMap((field) => textOf(error, field))),
    stack: framesOf(error),
    ...(cause !== undefined && depth > 0 && { cause: loggedError(cause, depth - 1) }),
  };
}

/** Names of the schema's, which PostgreSQL gives. */
const namingFields = ['constraint', 'table', 'column', 'routine'] as const;

/** Errors of the class 22 (data exception) say the value in their very message. */
function quotesValue(error: Error): boolean {
  return 'severity' in error && 'code' in error && String(error.code).startsWith('22');
}

function textOf(error: Error, field: string): [string, string][] {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? [[field, value]] : [];
}

/** Without its first lines, which repeat the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
