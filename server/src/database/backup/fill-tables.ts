import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { StartupError } from '../../startup-error.ts';
import type { Entry } from './archive.ts';
import { copyIn, type Table } from './backup-store.ts';
import { readJson, type Sums, sumsName, sumsSchema, tableOfPart } from './manifest.ts';

/** Reads the rows of a backup into empty tables, and checks that they are all there and as they were. Gives their number. */
export async function fillTables(
  client: pg.Client,
  entries: AsyncGenerator<Entry, void>,
  tables: Table[],
  onTable: (name: string) => void,
): Promise<number> {
  const found: Sums = {};
  let entry = (await entries.next()).value;
  while (entry && entry.name !== sumsName) {
    const name = tableOfPart(entry.name);
    const table = tables.find((candidate) => candidate.name === name);
    if (!table || found[table.name]) throw notWhole(entry.name);
    onTable(table.name);
    const hash = createHash('sha256');
    const rows = copyIn(client, table);
    await pipeline(async function* () {
      while (entry && tableOfPart(entry.name) === table.name) {
        yield* hashed(entry.content, hash);
        entry = (await entries.next()).value;
      }
    }, rows);
    found[table.name] = { rows: rows.rowCount, sha256: hash.digest('hex') };
  }
  compare(found, await readJson(sumsSchema, entry ?? undefined, sumsName));
  return Object.values(found).reduce((sum, { rows }) => sum + rows, 0);
}

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer, void> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

function compare(found: Sums, written: Sums): void {
  const empty = { rows: 0, sha256: createHash('sha256').digest('hex') };
  for (const name of new Set([...Object.keys(found), ...Object.keys(written)])) {
    const { rows, sha256 } = found[name] ?? empty;
    if (written[name]?.rows !== rows || written[name]?.sha256 !== sha256) throw notWhole(name);
  }
}

function notWhole(what: string): StartupError {
  return new StartupError(`The backup is damaged or was changed (${what}): nothing was restored from it.`);
}
