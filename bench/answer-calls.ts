/** Runs in a process started by `startProcess`: answers its calls, and ends with the bench. */
export function answerCalls(calls: Record<string, (argument: never) => unknown>): void {
  const all: typeof calls = {
    hello: () => undefined,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    // Twice: what the first collection frees may hold more.
    memory: () => {
      globalThis.gc?.();
      globalThis.gc?.();
      return process.memoryUsage();
    },
    ...calls,
  };
  async function answer(id: number, name: string, argument: never): Promise<void> {
    try {
      process.send?.({ id, answer: await all[name]?.(argument) });
    } catch (error) {
      process.send?.({ id, failure: error instanceof Error ? error.stack : String(error) });
    }
  }
  process.on(
    'message',
    ({ id, name, argument }: { id: number; name: string; argument: never }) =>
      void answer(id, name, argument),
  );
  // By itself, so that a profile gets written.
  for (const end of ['SIGTERM', 'disconnect'] as const) process.on(end, () => process.exit());
}
