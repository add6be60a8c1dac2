import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { examine } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';

/** `npm run doctor`: says what is well and what isn't, and what to do. Ends with 1 when something is wrong. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const { env } = process;
const { DATA_DIR, INIT_CWD = process.cwd() } = env;
// npm has changed to the project's folder; a path that someone gave means the folder where they are.
const settings = DATA_DIR ? { ...env, DATA_DIR: resolve(INIT_CWD, DATA_DIR) } : env;
const findings = await examine(settings, fileURLToPath(new URL('../../server/migrations', import.meta.url)));
process.stdout.write(values.json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(lineOf).join(''));
process.exitCode = findings.some(({ result }) => result === 'wrong') ? 1 : 0;

function lineOf({ result, about, sentence, advice }: Finding): string {
  const sign = { well: '✓', doubtful: '!', wrong: '✗' }[result];
  return `${sign} ${about}: ${sentence}\n${advice === undefined ? '' : `  ${advice}\n`}`;
}
