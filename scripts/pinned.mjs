import { readJson } from './project.mjs';

/**
 * The packages with which the server was tested, by name, each in the version of package-lock.json. npm takes a package's own lock only from a
 * registry, so whoever installs from a file gets these by their exact versions; only of those that are there twice the second is npm's choice.
 */
export function pinnedFor(names) {
  const { packages } = readJson('package-lock.json');
  const pinned = new Map();
  const seen = new Set();
  for (const name of names) visit(name, '');
  return Object.fromEntries([...pinned].toSorted(([a], [b]) => (a < b ? -1 : 1)));

  /** As Node looks for it: in the nearest node_modules, then further out. */
  function visit(name, from) {
    let place = from;
    while (place && !packages[`${place}/node_modules/${name}`]) place = place.replace(/(^|\/)[^/]*$/, '');
    const path = `${place ? `${place}/` : ''}node_modules/${name}`;
    const entry = packages[path];
    if (!entry || seen.has(path)) return;
    seen.add(path);
    // What is for one kind of machine is chosen by whoever wants it, always by its exact version.
    if (path === `node_modules/${name}` && !entry.optional) pinned.set(name, entry.version);
    for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      visit(next, path);
  }
}
