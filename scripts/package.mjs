/*
 * `npm run package`: makes chatire-VERSION.tgz, which `npx ./chatire-VERSION.tgz` starts on a machine that has nothing but Node. `-- FOLDER` puts
 * it there instead of here.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pinnedFor } from './pinned.mjs';
import { orExplain, readJson, root } from './project.mjs';
import { run } from './run.mjs';
import { setUp } from './setup.mjs';

const { INIT_CWD = process.cwd() } = process.env;
const to = resolve(INIT_CWD, process.argv[2] ?? '.');
const folder = mkdtempSync(join(tmpdir(), 'chatire-package-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

// A test that packs has another one, and the page would be built for it.
process.env.NODE_ENV = 'production';
await orExplain(setUp({ page: true }));
writeCode('server/src');
writeCode('protocol/src');
for (const path of [
  'server/migrations',
  'server/allocator.json',
  'web/dist',
  'docs/licences.md',
  'docs/operating.md',
])
  copy(path);
for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', 'deploy']) copy(path);
for (const name of ['chatire.mjs', 'end-together.mjs']) copy(`scripts/${name}`, `bin/${name}`);
write('package.json', `${JSON.stringify(describe(), null, 2)}\n`);
mkdirSync(to, { recursive: true });
await orExplain(
  run('npm', ['pack', folder, '--silent', '--pack-destination', to], { failure: 'npm pack failed.' }),
);

/** Node takes types away as it loads our files, but not those in node_modules. So it is done here; lines and columns stay as they are. */
function writeCode(path) {
  for (const name of readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const file = `${path}/${name}`;
    const toProtocol = relative(dirname(file), 'protocol/src/index.js');
    const code = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'))
      .replaceAll(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1')
      .replaceAll(/(['"])@chatire\/protocol\1/g, `$1${toProtocol}$1`)
      // What people are told to type.
      .replaceAll(/npm run ([a-z-]+)( --)?/g, 'chatire $1')
      .replaceAll('npm start', 'chatire');
    write(file.replace(/\.ts$/, '.js'), code);
  }
}

/** Node itself is one of the packages: as npm chooses it by the kind of machine, with no script that has to run. */
function describe() {
  const { name, version, description, license, devDependencies } = readJson('package.json');
  const { '@chatire/protocol': _, ...wanted } = readJson('server/package.json').dependencies;
  const kinds = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    bin: { chatire: 'bin/chatire.mjs' },
    engines: { node: '>=20' },
    dependencies: pinnedFor(Object.keys(wanted)),
    optionalDependencies: Object.fromEntries(kinds.map((kind) => [`node-${kind}`, devDependencies.node])),
    chatire: { node: devDependencies.node },
  };
}

function copy(path, name = path) {
  const skipped = /(^|\/)(\.built-from|node_modules|\.env)$/;
  cpSync(join(root, path), join(folder, name), { recursive: true, filter: (from) => !skipped.test(from) });
}

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
