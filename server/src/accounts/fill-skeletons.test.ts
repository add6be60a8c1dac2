import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/clone-database.ts';
import { openDatabase, type Database } from '../database/database.ts';
import { fillSkeletons } from './fill-skeletons.ts';
import { findUsernameLike, insertUser } from './user-store.ts';
import { usernameKeys } from './username-keys.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await cloneDatabase();
  db = openDatabase(database.connection, () => undefined);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('accounts from before get a skeleton at the start; of two that look alike, the older one', async () => {
  for (const username of ['anna', 'аnna', 'bob']) {
    const { username_key } = usernameKeys(username);
    const account = { kind: 'account', username, username_key, name: username, email: '' } as const;
    await insertUser(db, { ...account, password_hash: 'x' });
  }
  await fillSkeletons(db);
  await fillSkeletons(db);
  const rows = await db.selectFrom('users').select(['username', 'username_skeleton']).orderBy('id').execute();
  expect(rows.map((row) => row.username_skeleton)).toEqual(['anna', null, 'bob']);
  expect(await findUsernameLike(db, usernameKeys('annа'))).toBe('alike');
});
