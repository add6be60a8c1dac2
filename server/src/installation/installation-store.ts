import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

export interface Installation {
  epoch: string;
  token_secret: Buffer;
  push_key: Buffer;
}

/** Where there is one already it only gains what it lacks: the first process of a cluster wins. */
export async function insertInstallation(db: Database, installation: Installation): Promise<void> {
  await db
    .insertInto('installation')
    .values(installation)
    .onConflict((conflict) =>
      conflict
        .column('only_row')
        .doUpdateSet({ push_key: installation.push_key })
        .where('installation.push_key', 'is', null),
    )
    .execute();
}

export function readInstallation(db: Database): Promise<Installation> {
  return db
    .selectFrom('installation')
    .select(['epoch', 'token_secret', sql<Buffer>`push_key`.as('push_key')])
    .executeTakeFirstOrThrow();
}
