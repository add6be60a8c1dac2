/**
 * Answers that will be wanted soon: asked for all at once, and each given to the first who asks. Slow networks count round
 * trips, not bytes.
 */
export function createAhead() {
  const answers = new Map<string, Promise<unknown>>();

  return {
    ask(get: (path: string) => Promise<unknown>, paths: readonly string[]) {
      for (const path of paths) {
        const answer = get(path);
        answers.set(path, answer);
        // Whoever has taken it hears of the failure; whoever comes later asks anew.
        answer.catch(() => answers.delete(path));
      }
    },
    take(path: string): Promise<unknown> | undefined {
      const answer = answers.get(path);
      answers.delete(path);
      return answer;
    },
    clear: () => answers.clear(),
  };
}
