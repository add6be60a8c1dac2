/*
 * Everything that can be said about the code without running it, two steps at a time.
 * `npm run check` takes them all; `npm run check -- lint types` those that are named.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
const packages = ['protocol', 'server', 'web', 'e2e', 'chaos', 'bench'].filter((name) =>
  existsSync(join(root, name)),
);

/** The slow ones first: the quick ones fill the gaps. */
const steps = [
  ...typeSteps(),
  step('unused code', 'knip', '--no-progress'),
  step('templates', 'eslint', '--max-warnings=0', '--no-error-on-unmatched-pattern', 'web/**/*.vue'),
  step('promises', 'eslint', '--max-warnings=0', '{server/{src,test},chaos,bench,e2e}/**/*.ts'),
  step('import law', 'depcruise', '--progress=none', '--output-type=err-long', ...packages, 'scripts'),
  step('licences', 'node', 'scripts/licences.mjs', '--check'),
  step('lint', 'oxlint'),
  step('format', 'oxfmt', '--check'),
];

const wanted = process.argv.slice(2);
const chosen = steps.filter(({ name }) => !wanted.length || wanted.some((word) => name.startsWith(word)));
if (!chosen.length) {
  console.error(`There is no such step. The steps are: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const began = performance.now();
const failed = [];
const waiting = [...chosen];
await Promise.all([takeSteps(), takeSteps()]);
if (failed.length) {
  console.log(`\nFailed: ${failed.join(', ')}. \`npm run fix\` mends format and some of lint.`);
  process.exitCode = 1;
} else {
  console.log(`\nAll well in ${seconds(began)}.`);
}

function step(name, program, ...args) {
  return { name, program, args };
}

/** One for each tsconfig*.json: some packages have another one for what runs in Node. What was found of unchanged files is kept. */
function typeSteps() {
  const colours = process.stdout.isTTY ? ['--pretty'] : [];
  const kept = (path) => join('node_modules/.cache/types', `${path.replaceAll('/', '-')}.tsbuildinfo`);
  return [...packages, 'scripts']
    .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
    .filter((path) => /\/tsconfig[^/]*\.json$/.test(path))
    .map((path) => {
      const program = path.startsWith('web/') ? 'vue-tsc' : 'tsc';
      const options = ['--noEmit', '--incremental', '--tsBuildInfoFile', kept(path), ...colours];
      return step(`types ${path}`, program, ...options, '-p', path);
    });
}

async function takeSteps() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const start = performance.now();
    const { code, output } = await run(next);
    console.log(`${code === 0 ? '✓' : '✗'} ${next.name.padEnd(32)} ${seconds(start).padStart(7)}`);
    if (code === 0) continue;
    failed.push(next.name);
    console.log(`\n${output.trimEnd()}\n`);
  }
}

/** Output of both streams in the order in which it came, to be shown as a whole. */
function run({ program, args }) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(join(binaries, program), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // The Node that package.json pins, also when this script was started by another one.
        PATH: binaries + delimiter + process.env.PATH,
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      },
    });
    child.stdout.setEncoding('utf8').on('data', (data) => (output += data));
    child.stderr.setEncoding('utf8').on('data', (data) => (output += data));
    child.on('error', (error) =>
      resolve({ code: 1, output: `${program}: ${error.message}. Run \`npm ci\` first.` }),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
