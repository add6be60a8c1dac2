import type { Database } from '../database/database.ts';

export interface Identity {
  issuer: string;
  subject: string;
}

/** Waits for a change that is under way, and in a transaction keeps it from being changed. */
export async function findUserOfIdentity(
  db: Database,
  identity: Identity,
): Promise<{ user_id: number; deactivated_at: Date | null } | undefined> {
  return db
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .select(['user_id', 'deactivated_at'])
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .forShare('identities')
    .executeTakeFirst();
}

export async function insertIdentity(
  db: Database,
  { issuer, subject }: Identity,
  userId: number,
): Promise<void> {
  await db.insertInto('identities').values({ issuer, subject, user_id: userId }).execute();
}

/** What the user can sign in by. */
export async function selectWays(
  db: Database,
  userId: number,
  issuer: string | undefined,
): Promise<{ has_password: boolean; is_connected: boolean }> {
  return db
    .selectFrom('users')
    .leftJoin('identities', (join) =>
      join.onRef('identities.user_id', '=', 'users.id').on('identities.issuer', '=', issuer ?? ''),
    )
    .select(({ eb }) => [
      eb('password_hash', 'is not', null).$castTo<boolean>().as('has_password'),
      eb('identities.subject', 'is not', null).$castTo<boolean>().as('is_connected'),
    ])
    .where('users.id', '=', userId)
    .executeTakeFirstOrThrow();
}

export async function deleteIdentities(db: Database, userId: number): Promise<void> {
  await db.deleteFrom('identities').where('user_id', '=', userId).execute();
}
