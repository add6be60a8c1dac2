import { expect, test } from 'vitest';
import { runBench } from './bench.ts';
import { fanout } from './benches/fanout.ts';

import { write } from './benches/write.ts';

// A few sockets for a moment: that benches still run, not how fast anything is.
test.each([fanout, write])('the bench $name measures every contender', async (bench) => {
  const { rows, goals } = await runBench(bench, { seconds: 0.1, smoke: true, say: () => undefined });
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) for (const figure of Object.values(row)) expect(figure).not.toBeNaN();
  expect(goals.length).toBeGreaterThan(0);
});
