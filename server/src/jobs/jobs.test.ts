import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { cloneDatabase, type TestDatabase } from '../../test/clone-database.ts';
import { openDatabase, openPool, transaction, type Database } from '../database/database.ts';
import { migrateJobs } from '../database/migrate-jobs.ts';
import { addJob, addJobs } from './add-job.ts';
import { jobKind, task } from './job.ts';
import { countJobs, listJobs, readJobLoad, removeJob, retryJob } from './read-jobs.ts';
import { runJobs } from './run-jobs.ts';
import { currentRequest, withinRequest } from '../request-id.ts';
import { dropReplacedJobs, freeJobsOfTheDead } from './worker-store.ts';

const greet = jobKind('greet', z.object({ name: z.string() }));
const fail = jobKind('fail', z.object({}));
const hang = jobKind('hang', z.object({}));
const takeAway = jobKind('take_away', z.object({}));

let database: TestDatabase;
let db: Database;
let pool: pg.Pool;
let jobs: ReturnType<typeof runJobs>;
const greeted: string[] = [];
const attempts: { attempt: number; at: number }[] = [];
const requests: (string | undefined)[] = [];
const warnings: string[] = [];
const log = pino(
  { level: 'warn' },
  { write: (line: string) => void warnings.push((JSON.parse(line) as { msg: string }).msg) },
);
const tally = { done: 0, failed: 0 };
const hanging: (() => void)[] = [];
const goOn = () => {
  for (const end of hanging.splice(0)) end();
};
let takenAway = 0;

beforeAll(async () => {
  database = await cloneDatabase();
  db = openDatabase(database.connection, () => undefined);
  pool = openPool({ ...database.connection, max: 3 }, () => undefined);
  const tasks = [
    task(greet, async ({ name }) => {
      greeted.push(name);
      requests.push(currentRequest());
    }),
    task(fail, async (_payload, { attempt }) => {
      attempts.push({ attempt, at: Date.now() });
      throw new Error('It did not work.');
    }),
    task(hang, () => new Promise((resolve) => void hanging.push(resolve))),
    task(takeAway, async () => {
      if (++takenAway === 1) await query('alter table graphile_worker._private_jobs rename to away');
    }),
  ];
  jobs = runJobs({ db, pool, tasks, tally, log });
});
afterAll(async () => {
  await jobs.stop();
  await db.destroy();
  await pool.end();
  await database.drop();
});
beforeEach(() => void greeted.splice(0));

const inAnHour = () => new Date(Date.now() + 3_600_000);
const settled = () =>
  vi.waitFor(async () => expect(await countJobs(db)).toMatchObject({ waiting: 0, running: 0 }), 30_000);

test('a job is done once its transaction is committed, and there is none when it is rolled back', async () => {
  await transaction(db, (tx) => addJob(tx, greet, { name: 'Ada' }, { key: 'Ada' }));
  await expect(
    transaction(db, async (tx) => {
      await addJob(tx, greet, { name: 'Bob' }, { key: 'Bob' });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await vi.waitFor(() => expect(greeted).toContain('Ada'), 30_000);
  await settled();
  expect(greeted).toEqual(['Ada']);
  expect(warnings).toEqual([]);
});

test('of jobs with a key one waits: the last one, or on wish the first one', async () => {
  await addJob(db, greet, { name: 'first' }, { key: 'one', runAt: inAnHour() });
  await addJob(db, greet, { name: 'second' }, { key: 'one', runAt: inAnHour() });
  await addJob(db, greet, { name: 'third' }, { key: 'one', unlessWaiting: true });
  const [waiting, ...others] = await listJobs(db, 'waiting');
  expect(others).toEqual([]);
  expect(await retryJob(db, waiting?.id ?? 0)).toBe(true);
  await vi.waitFor(() => expect(greeted).toEqual(['second']), 30_000);
  await settled();
});

test('a job that fails is tried again, is dead after the last try, and stays until it is tried anew or taken away', async () => {
  await addJob(db, fail, {}, { key: 'fail' });
  await vi.waitFor(async () => {
    const [job] = await listJobs(db, 'waiting');
    expect(job).toMatchObject({ name: 'fail', max_attempts: 10, error: 'It did not work.' });
    expect(job?.run_at.getTime()).toBeGreaterThan((attempts.at(-1)?.at ?? 0) + 500);
  }, 30_000);
  await query(
    'select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), now(), attempts => 9)',
  );
  await query(`select pg_notify('jobs:insert', '{"count":1}')`);
  await vi.waitFor(
    async () => expect(await countJobs(db)).toEqual({ waiting: 0, running: 0, failed: 1 }),
    30_000,
  );
  await dropReplacedJobs(db);
  const [dead] = await listJobs(db, 'failed');
  expect(dead).toMatchObject({ name: 'fail', attempts: 10, error: 'It did not work.' });
  expect(await retryJob(db, dead?.id ?? 0)).toBe(true);
  const numbers = () => attempts.map(({ attempt }) => attempt).join();
  await vi.waitFor(() => expect(numbers()).toMatch(/^1,.*10,1/), 30_000);
  await vi.waitFor(async () => expect((await countJobs(db)).waiting).toBe(1), 30_000);
  expect(await removeJob(db, dead?.id ?? 0)).toBe(true);
  expect(await removeJob(db, dead?.id ?? 0)).toBe(false);
});

test('of jobs for one person, or by one channel, some are worked on at a time, and all others go by', async () => {
  const many = (name: string, shares: object) =>
    Array.from({ length: 20 }, (_, n) => ({ payload: {}, key: `${name}${n}`, shares }));
  const running = async (count: number) => {
    await addJob(db, greet, { name: 'in between' }, { key: 'in between' });
    await vi.waitFor(() => expect(greeted.splice(0)).toHaveLength(1), 30_000);
    expect(hanging).toHaveLength(count);
  };
  await addJobs(db, hang, many('of one', { user: 1, channel: 'slow' }));
  await running(3);
  await addJobs(db, hang, many('of all', { channel: 'slow' }));
  await running(6);
  await vi.waitFor(async () => {
    goOn();
    expect(await countJobs(db)).toMatchObject({ waiting: 0, running: 0 });
  }, 30_000);
});

test('what a process held that died is given back, and what one holds that lives is not', async () => {
  await addJob(db, hang, {}, { key: 'hang' });
  await vi.waitFor(async () => expect((await countJobs(db)).running).toBe(1), 30_000);
  await addJob(db, greet, { name: 'left behind' }, { key: 'left', runAt: inAnHour() });
  await query(`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead' where key = 'left'`);
  await query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`);
  await freeJobsOfTheDead(db);
  expect(await countJobs(db)).toMatchObject({ waiting: 1, running: 1 });
  goOn();
  const [left] = await listJobs(db, 'waiting');
  await removeJob(db, left?.id ?? 0);
  await settled();
});

test('a job whose end the database did not take is given back at once, and the process goes on', async () => {
  await addJob(db, takeAway, {}, { key: 'take away' });
  await vi.waitFor(() => expect(warnings.join('\n')).toContain('Failed to complete jobs'), 30_000);
  await query('alter table graphile_worker.away rename to _private_jobs');
  await vi.waitFor(() => expect(takenAway).toBe(2), 30_000);
  await settled();
});

test('a job whose worker died goes once a newer one has taken its place', async () => {
  const plan = { key: 'once more', runAt: inAnHour() };
  await addJob(db, greet, { name: 'old' }, plan);
  await query(
    `update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now() + interval '1 minute' where key = 'once more'`,
  );
  await addJob(db, greet, { name: 'new' }, plan);
  await dropReplacedJobs(db);
  expect(await countJobs(db)).toMatchObject({ waiting: 1, running: 1 });
  await query(
    `update graphile_worker._private_jobs set locked_at = now() - interval '1 minute' where locked_at is not null`,
  );
  await vi.waitFor(
    async () => expect(await countJobs(db)).toEqual({ waiting: 1, running: 0, failed: 0 }),
    30_000,
  );
  const [left] = await listJobs(db, 'waiting');
  await removeJob(db, left?.id ?? 0);
});

test('several processes may make the tables of the queue at once', async () => {
  const empty = await cloneDatabase({ template: 'template0' });
  const all = Promise.all([1, 2, 3].map(() => migrateJobs(empty.connection)));
  await expect(all).resolves.toHaveLength(3);
  await empty.drop();
});

async function query(text: string): Promise<void> {
  await pool.query(text);
}

test('a job is done for the request that put it in, and one of the clock for none', async () => {
  requests.splice(0);
  const done = tally.done;
  await withinRequest('request-of-the-test', () => addJob(db, greet, { name: 'Cleo' }, { key: 'Cleo' }));
  await settled();
  await addJob(db, greet, { name: 'Dan' }, { key: 'Dan' });
  await settled();
  expect(requests).toEqual(['request-of-the-test', undefined]);
  expect(tally.done).toBe(done + 2);
});

test('a job waits as long as it is to, though the clock of this machine is wrong', async () => {
  const soon = Date.now() + 3_600_000;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 7_200_000 });
  await addJob(db, greet, { name: 'Fay' }, { key: 'in an hour', runAt: inAnHour() });
  vi.useRealTimers();
  const [job] = await listJobs(db, 'waiting');
  expect(Math.abs((job?.run_at.getTime() ?? 0) - soon)).toBeLessThan(60_000);
  await removeJob(db, job?.id ?? 0);
});

test('metrics tell jobs that are due from those whose time is to come', async () => {
  await addJob(db, greet, { name: 'Eve' }, { key: 'later', runAt: inAnHour() });
  const { jobs: load, oldest } = await readJobLoad(db);
  expect([load['later'], load['due'], oldest]).toEqual([1, 0, 0]);
});
