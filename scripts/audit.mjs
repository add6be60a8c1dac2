/*
 * `npm run audit`: asks the registry for known holes in what reaches others, and fails on serious ones. Where the registry can't be asked, as behind
 * some mirrors, it says so and fails as well: nothing known isn't the same as nothing there. Not part of `npm test`, which needs no network.
 */
import { spawnSync } from 'node:child_process';
import { root } from './project.mjs';

const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: root, encoding: 'utf8' });
const { vulnerabilities, message } = parse(stdout);
const serious = Object.values(vulnerabilities ?? {}).filter(({ severity }) =>
  ['high', 'critical'].includes(severity),
);
if (!vulnerabilities) {
  console.error(
    `Nothing was checked, as the registry could not be asked: ${message ?? 'it gave no answer'}.`,
  );
  process.exitCode = 2;
} else if (serious.length) {
  for (const { name, severity, range } of serious) console.error(`${name} ${range}: ${severity}`);
  process.exitCode = 1;
} else {
  console.log('The registry knows of no serious hole.');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
