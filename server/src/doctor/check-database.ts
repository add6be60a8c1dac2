import { connectOrExplain } from '../database/connect-or-explain.ts';
import { readMigrations } from '../database/migration-files.ts';
import { appliedMigrations } from '../database/migration-store.ts';
import {
  findForeignTables,
  hasTables,
  readDatabaseFacts,
  readSecret,
  type Client,
  type Connection,
  type DatabaseFacts,
} from './database-store.ts';
import { findingsAbout, splitSentence, type Finding } from './finding.ts';

const about = findingsAbout('Database');
const clocks = findingsAbout('Clock');
/** The one that Chatire is tested with. */
const tested = 18;
/** A process opens ten, and some more at its start and for copies. */
const ofOneProcess = 12;

/** Asks the database that `connection` leads to; gives the secret in it as well, for what else is asked of its server. */
export async function checkDatabase(
  connection: Connection,
  migrations: string,
): Promise<{ findings: Finding[]; secret: Uint8Array | undefined }> {
  let client: Client;
  try {
    client = await connectOrExplain(connection);
  } catch (error) {
    return { findings: [about.wrong(...splitSentence(error))], secret: undefined };
  }
  try {
    const asked = Date.now();
    const facts = await readDatabaseFacts(client);
    const difference = facts.clock - (asked + Date.now()) / 2;
    const isThere = await hasTables(client);
    return {
      findings: [
        judgeVersion(facts),
        ...judgeFacts(facts),
        isThere
          ? await judgeTables(client, migrations)
          : about.doubtful('The database is empty.', 'Start the server: it makes its tables.'),
        judgeClock(difference),
      ],
      secret: isThere ? await readSecret(client) : undefined,
    };
  } finally {
    await client.end();
  }
}

export function judgeVersion({ version, size }: DatabaseFacts): Finding {
  const major = Math.floor(version / 10_000);
  const sentence = `PostgreSQL ${major}.${version % 10_000} answers; the database has ${Math.ceil(size / 1e6)} MB.`;
  if (major >= tested) return about.well(sentence);
  return about.doubtful(sentence, `Chatire is tested with PostgreSQL ${tested}: move to it when you can.`);
}

export function judgeFacts({
  read_only,
  may_create,
  durable,
  encoding,
  connections,
  max_connections,
}: DatabaseFacts) {
  const findings: Finding[] = [];
  if (read_only)
    findings.push(
      about.wrong('It can only be read.', 'Let DATABASE_URL lead to the primary, not to a standby.'),
    );
  if (!may_create)
    findings.push(
      about.wrong(
        'The user may not make tables and schemas in it, so an upgrade would fail.',
        'Make the user its owner: alter database … owner to …, and alter schema public owner to ….',
      ),
    );
  if (!durable)
    findings.push(
      about.wrong(
        'It does not wait for the disk (fsync or full_page_writes is off): a power cut loses messages that people saw as sent.',
        'Switch both on in postgresql.conf.',
      ),
    );
  if (encoding !== 'UTF8')
    findings.push(
      about.wrong(
        `It keeps texts as ${encoding}.`,
        'Make one with encoding UTF8, and restore a backup into it.',
      ),
    );
  if (max_connections - connections < ofOneProcess)
    findings.push(
      about.doubtful(
        `${connections} of ${max_connections} connections are in use.`,
        'Raise max_connections: each process of Chatire opens up to ten.',
      ),
    );
  return findings;
}

async function judgeTables(client: Client, migrations: string): Promise<Finding> {
  const foreign = await findForeignTables(client);
  if (foreign.length > 0)
    return about.wrong(
      `The user may not write ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ' …' : ''}.`,
      'Tables were made by another user: reassign owned by … to …, or use that user in DATABASE_URL.',
    );
  const known = (await readMigrations(migrations)).map(({ name }) => name);
  const applied = (await appliedMigrations(client)).map(({ name }) => name);
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0)
    return about.wrong(
      `A newer Chatire has brought it up to date (${newer.at(-1)}).`,
      'Start that version, or restore a backup from before.',
    );
  const missing = known.length - applied.length;
  if (missing > 0)
    return about.doubtful(
      `${missing} of ${known.length} migrations are missing.`,
      'Start the server: it brings the database up to date.',
    );
  return about.well(`Its tables are those of this version (${known.at(-1)}).`);
}

/** Milliseconds. */
export function judgeClock(difference: number): Finding {
  const seconds = Math.round(Math.abs(difference) / 1_000);
  if (seconds < 2) return clocks.well('This machine and the database agree about the time.');
  const sentence = `The clocks of this machine and of the database are ${seconds} s apart.`;
  const advice =
    'Let both follow the network’s time (timedatectl set-ntp true): ends of bans, links and sign-ins go by it.';
  return seconds < 30 ? clocks.doubtful(sentence, advice) : clocks.wrong(sentence, advice);
}
