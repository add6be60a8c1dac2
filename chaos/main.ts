import { runScenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** `npm run chaos`: all scenarios; `npm run chaos -- NAME …`: these; `--short`: forms of some seconds. */
const names = process.argv.slice(2).filter((argument) => argument !== '--short');
const short = process.argv.includes('--short');
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  const known = scenarios.map((scenario) => scenario.name).join(', ');
  process.stderr.write(`There is no scenario ${unknown.join(', ')}. There are: ${known}.\n`);
  process.exit(2);
}
const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));

let failed = 0;
for (const scenario of chosen) if (!(await runScenario(scenario, short))) failed++;
process.stdout.write(`\n${chosen.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
