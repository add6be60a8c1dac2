/** What the bundler tells of its modules; as much of it as is used here. */
interface Modules {
  getModuleInfo(id: string): { importedIds: string[] } | null;
}

/**
 * Names the file of each module that the first look needs: two files instead of forty, as each costs a request. The libraries
 * are apart: they stay in the browser when only the page changes. Everything else is left to the bundler.
 */
export function firstLoad(entry: string) {
  const isNeeded = neededBy(entry);
  return (id: string, modules: Modules): string | null => {
    if (!isNeeded(id, modules)) return null;
    return id.includes('/node_modules/') ? 'libraries' : 'page';
  };
}

/** Whether a module is wanted as soon as this one is. */
export function neededBy(entry: string) {
  let needed: Set<string> | undefined;
  return (id: string, modules: Modules): boolean => (needed ??= importedBy(entry, modules)).has(id);
}

function importedBy(entry: string, modules: Modules): Set<string> {
  if (!modules.getModuleInfo(entry)) throw new Error(`There is no ${entry}.`);
  const found = new Set([entry]);
  for (const id of found) {
    const imported = modules.getModuleInfo(id)?.importedIds ?? [];
    // Its index names all of its parts, and nearly none of them is needed at first.
    for (const next of imported) if (!next.includes('/reka-ui/')) found.add(next);
  }
  return found;
}
