import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface MigrationFile {
  name: string;
  checksum: string;
  sql: string;
}

/** `0001_accounts.sql` and so on, in order. Two of one number would come in an order that nobody chose. */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = names.map((name) => name.slice(0, 4));
  const twice = names.find((_, index) => numbers[index] === numbers[index + 1]);
  if (twice !== undefined) throw new Error(`Two migrations have the number of ${twice}.`);
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, checksum: createHash('sha256').update(sql).digest('hex'), sql };
    }),
  );
}
