import { ownPath, runCommand } from './command.ts';
import { examine } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { inProject } from './in-project.ts';
import { StartupError } from './startup-error.ts';

/** `npm run doctor`: says what is well and what isn't, and what to do. Ends with 1 when something is wrong. */
await runCommand(async () => {
  const [wish, ...more] = process.argv.slice(2);
  if ((wish !== undefined && wish !== '--json') || more.length > 0)
    throw new StartupError('Use it so: npm run doctor -- [--json]');
  const { env } = process;
  const { DATA_DIR } = env;
  const settings = { ...env, ...(DATA_DIR && { DATA_DIR: ownPath(DATA_DIR) }) };
  const findings = await examine(settings, inProject('server/migrations'));
  process.stdout.write(wish ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(lineOf).join(''));
  process.exitCode = findings.some(({ result }) => result === 'wrong') ? 1 : 0;
});

function lineOf({ result, about, sentence, advice }: Finding): string {
  const sign = { well: '✓', doubtful: '!', wrong: '✗' }[result];
  return `${sign} ${about}: ${sentence}\n${advice === undefined ? '' : `  ${advice}\n`}`;
}
