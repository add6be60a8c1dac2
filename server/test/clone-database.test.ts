import pg from 'pg';
import { expect, test } from 'vitest';
import { cloneDatabase } from './clone-database.ts';

test('a clone has the tables of the migrations, and is reached by its address too', async () => {
  const database = await cloneDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('select count(*)::int as applied from schema_migrations');
  expect(rows[0].applied).toBeGreaterThan(0);
  await client.end();
  await database.drop();
});

test('a database with a connection left open is dropped with a complaint that names it', async () => {
  const database = await cloneDatabase();
  const forgotten = new pg.Client({ ...database.connection, application_name: 'forgotten' });
  forgotten.on('error', () => undefined);
  await forgotten.connect();
  await expect(database.drop(100)).rejects.toThrow('"application_name": "forgotten"');
});
