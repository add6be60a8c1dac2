import type { Database } from '../database/database.ts';

export interface Installation {
  epoch: string;
  token_secret: Buffer;
}

/** Does nothing when there is one already: the first process of a cluster wins. */
export async function insertInstallation(db: Database, installation: Installation): Promise<void> {
  await db
    .insertInto('installation')
    .values(installation)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export function readInstallation(db: Database): Promise<Installation> {
  return db.selectFrom('installation').select(['epoch', 'token_secret']).executeTakeFirstOrThrow();
}
