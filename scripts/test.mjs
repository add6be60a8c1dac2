/* `npm test`: sets up what is missing, then every check and test, up to the first step that fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { node, orExplain, readJson, root, SetupError } from './project.mjs';
import { run, runNpm } from './run.mjs';
import { setUp } from './setup.mjs';

const reports = mkdtempSync(join(tmpdir(), 'chatire-reports-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
const unitReport = join(reports, 'unit.json');
const chaosReport = join(reports, 'chaos.json');
const browserReport = join(reports, 'browser.json');
// The Node that package.json pins, also for what the steps start.
process.env.PATH = dirname(node) + delimiter + process.env.PATH;

const nothing = () => ({ passed: 0, failed: 0 });
const steps = [
  { name: 'system packages', work: installSystemPackages, count: nothing },
  { name: 'check and tests', work: checkAndRunTests, count: countTests },
  { name: 'chaos', work: runChaos, count: () => readJson(chaosReport) ?? nothing() },
  { name: 'browsers', work: runBrowsers, count: countBrowsers },
];

await orExplain(setUp({ page: true }));
const totals = { passed: 0, failed: 0 };
for (const { name, work, count } of steps) {
  const ok = await timed(name, work);
  const { passed, failed } = count();
  totals.passed += passed;
  totals.failed += ok ? failed : Math.max(failed, 1);
  if (totals.failed) break;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed ? 1 : 0;

async function timed(name, work) {
  const began = performance.now();
  console.log(`\n── ${name}`);
  const ok = await work().then(
    () => true,
    (error) => {
      if (!(error instanceof SetupError)) throw error;
      return false;
    },
  );
  console.log(`── ${name}: ${ok ? '' : 'failed after '}${((performance.now() - began) / 1000).toFixed(1)} s`);
  return ok;
}

function installSystemPackages() {
  return run('bash', [join(root, 'scripts/install-system-packages.sh')]);
}

/** The tests wait for servers a fifth of the time; that is all that the check takes. */
async function checkAndRunTests() {
  const check = run('nice', ['-n', '19', node, join(root, 'scripts/check.mjs')]);
  const [checked, tested] = await Promise.allSettled([check, runTests()]);
  for (const one of [checked, tested]) if (one.status === 'rejected') throw one.reason;
}

function runTests() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
  return run(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters]);
}

function countTests() {
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = readJson(unitReport) ?? {};
  return { passed, failed };
}

/** The short forms; the long ones take an hour and a quiet machine. */
function runChaos() {
  return run(node, [join(root, 'chaos/main.ts'), '--short', `--report=${chaosReport}`]);
}

function runBrowsers() {
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = browserReport;
  return runNpm('run', 'e2e', '--silent', '--', '--reporter=list,json');
}

/** One that passed at the second try has passed; the list says that it was flaky. */
function countBrowsers() {
  const { expected = 0, flaky = 0, unexpected = 0 } = readJson(browserReport)?.stats ?? {};
  return { passed: expected + flaky, failed: unexpected };
}
