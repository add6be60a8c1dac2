import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

export async function hasOwner(db: Database): Promise<boolean> {
  const owner = await db
    .selectFrom('users')
    .select('id')
    .where('server_role', '=', 'owner')
    .executeTakeFirst();
  return owner !== undefined;
}

/** Gives the seed that holds from now on: this one, or, unless `anew`, the one that is there already. */
export async function keepOwnerSeed(db: Database, seed: Buffer, anew: boolean): Promise<OwnerSeed> {
  const { rows } = await sql<OwnerSeed>`
    update installation set owner_link_seed = case when ${anew} then ${seed} else coalesce(owner_link_seed, ${seed}) end
    returning owner_link_seed as seed, token_secret as secret`.execute(db);
  return rows[0]!;
}

export interface OwnerSeed {
  seed: Buffer;
  /** The server's. */
  secret: Buffer;
}

/** Nothing where no link was made since the last one was used. */
export async function findOwnerSeed(db: Database): Promise<OwnerSeed | undefined> {
  const { rows } = await sql<OwnerSeed>`
    select owner_link_seed as seed, token_secret as secret from installation where owner_link_seed is not null`.execute(
    db,
  );
  return rows[0];
}

/** Uses it up. Of two at the same time one gets it. */
export async function takeOwnerSeed(tx: Transaction, seed: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('installation')
    .set({ owner_link_seed: null })
    .where('owner_link_seed', '=', seed)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
