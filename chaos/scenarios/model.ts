import fc from 'fast-check';
import { startCluster } from '../installation.ts';
import { play, type Stage } from '../model/play.ts';
import { schedule, type Schedule } from '../model/schedule.ts';
import { createPerson } from '../person.ts';
import type { Scenario } from '../scenario.ts';

/** Schedules that are played at the same time: most of a run is waiting. */
const stages = 6;
/** Milliseconds to look for a shorter schedule that fails, too. */
const shrinking = 30_000;

/**
 * Random schedules of joining, leaving, posting, editing, deleting, renaming, cutting and resuming, on two processes: in the end each
 * page must hold what it would fetch. `MODEL_SEED` repeats the schedules of a seed.
 */
export const model: Scenario = {
  name: 'model',
  required: '0 failures; 0 lost, 0 doubled, 0 misordered, 0 gaps in each run',
  timeLimit: 900,
  async run({ short, say, onEnd }) {
    const runs = short ? 40 : 2_000;
    const seed = Number(process.env['MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const cluster = await startCluster({ onEnd, say }, { processes: 2, broker: { BROKER: 'postgres' } });
    say(`seed ${seed}`);
    let [played, posts, failures] = [0, 0, 0];
    let failedAt: number | undefined;

    /** The schedules of a seed are split among the stages, so a seed means the same whatever the number of runs. */
    async function playSome(index: number): Promise<string | undefined> {
      const owners = [await createPerson(cluster.urls), await createPerson(cluster.urls)] as const;
      const stage: Stage = { urls: cluster.urls, sockets: cluster.sockets(), owners };
      let failing: { schedule: Schedule; error: unknown } | undefined;
      const property = fc.asyncProperty(schedule, async (one) => {
        // The first failure is enough, and the time for shrinking it has an end.
        if (failedAt !== undefined && (!failing || performance.now() - failedAt > shrinking)) return;
        try {
          const { acknowledged } = await play(stage, one);
          posts += acknowledged;
        } catch (error) {
          failedAt ??= performance.now();
          failing = { schedule: one, error };
          throw error;
        }
        if (!failing && ++played % 200 === 0) say(`${played} schedules played`);
      });
      const numRuns = Math.ceil((runs - index) / stages);
      const { failed } = await fc.check(property, { seed: seed + index, numRuns });
      if (!failed || !failing) return undefined;
      failures++;
      return `${JSON.stringify(failing.schedule)}\n${String(failing.error)}`;
    }

    const found = await Promise.all(Array.from({ length: stages }, (_, index) => playSome(index)));
    for (const failure of found) if (failure !== undefined) say(`the schedule ${failure}`);
    return {
      figure: `${failures} failures in ${played} schedules with ${posts} posts (seed ${seed})`,
      ok: failures === 0 && played === runs,
    };
  },
};
