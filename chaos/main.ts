import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runScenario, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { endSharedRabbitMq } from './shared-rabbitmq.ts';

/**
 * `npm run chaos`: all scenarios; `npm run chaos -- NAME …`: these. `--short`: forms of some seconds. `--report=FILE`
 * writes how many passed and failed. `MODEL_SEED=…` plays the schedules of a seed of `model` again.
 */
const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, report: { type: 'string' } },
});
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  const known = scenarios.map((scenario) => scenario.name).join(', ');
  process.stderr.write(`There is no scenario ${unknown.join(', ')}. There are: ${known}.\n`);
  process.exit(2);
}
const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));

let failed = 0;
if (options.short) {
  await Promise.all([
    runInTurn(chosen.filter(({ takesTurns }) => takesTurns === 'rabbitmq')),
    runInTurn(chosen.filter(({ takesTurns }) => takesTurns === undefined)),
  ]);
  await runInTurn(chosen.filter(({ takesTurns }) => takesTurns === 'alone'));
} else await runInTurn(chosen);
await endSharedRabbitMq();
const passed = chosen.length - failed;
if (options.report !== undefined) writeFileSync(options.report, JSON.stringify({ passed, failed }));
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function runInTurn(some: readonly Scenario[]): Promise<void> {
  for (const scenario of some) {
    if (await runScenario(scenario, options.short)) continue;
    failed++;
    // Who knows how it was left.
    if (scenario.takesTurns === 'rabbitmq') await endSharedRabbitMq();
  }
}
