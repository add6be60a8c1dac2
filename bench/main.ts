import { appendFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benches } from './benches/index.ts';
import { runBench } from './bench.ts';
import { pinning } from './process.ts';
import { toGoalLines, toMarkdown, toTable } from './table.ts';

/**
 * `npm run bench`: all; `npm run bench -- NAME …`: these. `--seconds N` for each measurement, `--json FILE` adds a line a row,
 * `--markdown` prints tables as in docs/benchmarks.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '1' },
    json: { type: 'string' },
    markdown: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
const seconds = Number(values.seconds);
if (unknown.length > 0 || !(seconds > 0)) {
  const known = benches.map((bench) => bench.name).join(', ');
  process.stderr.write(
    `npm run bench -- [NAME …] [--seconds N] [--json FILE] [--markdown]; the names are: ${known}.\n`,
  );
  process.exit(2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, ${pinning}`;
say(`${machine}; load before: ${loadavg()[0]?.toFixed(2)}`);
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  say(`\n── ${bench.name}: ${bench.what}`);
  const began = performance.now();
  const { rows, goals } = await runBench(bench, { seconds, smoke: false, say });
  const table = values.markdown ? toMarkdown(rows) : toTable(rows);
  say(`${table}\n${toGoalLines(goals)}\n${((performance.now() - began) / 1000).toFixed(0)} s`);
  if (values.json)
    for (const row of rows)
      appendFileSync(
        values.json,
        `${JSON.stringify({ bench: bench.name, at: new Date().toISOString(), machine, ...row })}\n`,
      );
}
process.exit();
