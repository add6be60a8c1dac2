import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { cloneDatabase } from '../../../test/clone-database.ts';
import { othersConnected } from './restore-store.ts';

test('who is just leaving a database is waited for, also within a transaction', async () => {
  const database = await cloneDatabase();
  const [restoring, leaving] = [new pg.Client(database.connection), new pg.Client(database.connection)];
  await Promise.all([restoring.connect(), leaving.connect()]);
  await restoring.query('begin');
  // Twenty seconds of looks, however slow the machine is.
  const looking = othersConnected(restoring, 400);
  await sleep(200);
  await leaving.end();
  expect(await looking).toEqual([]);
  await restoring.end();
  await database.drop();
});
