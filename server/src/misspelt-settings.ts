/**
 * A sentence for each variable whose name is nearly that of a setting, and not it: what it says is never read, and nothing else would
 * tell. Values aren't shown, as they may be secrets.
 */
export function misspeltSettings(
  env: Readonly<Record<string, string | undefined>>,
  settings: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((name) => !settings.includes(name))
    .flatMap((name) => {
      const meant = settings.find((setting) => changes(name.toUpperCase(), setting) <= allowed(setting));
      return meant === undefined ? [] : [`${name} isn't a setting, and isn't read: is ${meant} meant?`];
    });
}

/** Short names are near to those of others: BROWSER isn't BROKER. */
function allowed(setting: string): number {
  return setting.length < 8 ? 1 : 2;
}

/** Letters to put in, take out or exchange until one is the other. */
function changes(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [to, wanted] of [...other].entries())
      next.push(Math.min(row[to + 1]! + 1, next[to]! + 1, row[to]! + (letter === wanted ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
