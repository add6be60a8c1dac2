import { sql } from 'kysely';
import type { Self, Settings, User } from '@chatire/protocol';
import { jsonOf, type Database, type Transaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import type { Insertable } from 'kysely';

/** What identifies a person, with what only that person may see. */
export type Account = Self;

export const userColumns = [
  'users.id',
  'users.username',
  'users.name',
  'users.kind',
  'users.picture',
] as const;
export const accountColumns = [...userColumns, 'users.email', 'users.settings', 'users.server_role'] as const;

/** A row of `users` as everybody may see the person. */
export const userJson = jsonOf<User>(sql`users.id, users.username, users.name, users.kind, users.picture`);

export function insertUser(db: Database, user: Omit<Insertable<Tables['users']>, 'id'>): Promise<Account> {
  return db.insertInto('users').values(user).returning(accountColumns).executeTakeFirstOrThrow();
}

export function findPasswordHash(
  db: Database,
  usernameKey: string,
): Promise<{ id: number; password_hash: string | null; deactivated_at: Date | null } | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'password_hash', 'deactivated_at'])
    .where('username_key', '=', usernameKey)
    .executeTakeFirst();
}

/** Whether there is this user name, or one that looks the same. */
export async function findUsernameLike(
  db: Database,
  { username_key, username_skeleton }: { username_key: string; username_skeleton: string },
): Promise<'same' | 'alike' | undefined> {
  const rows = await db
    .selectFrom('users')
    .select('username_key')
    .where((is) =>
      is.or([is('username_key', '=', username_key), is('username_skeleton', '=', username_skeleton)]),
    )
    .execute();
  if (rows.length === 0) return undefined;
  return rows.some((row) => row.username_key === username_key) ? 'same' : 'alike';
}

export function selectWithoutSkeleton(db: Database): Promise<{ id: number; username: string }[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username'])
    .where('kind', '=', 'account')
    .where('username_skeleton', 'is', null)
    .orderBy('id')
    .execute();
}

/** Leaves out those that somebody has. */
export async function updateSkeletons(
  db: Database,
  ids: readonly number[],
  skeletons: readonly string[],
): Promise<void> {
  await sql`
    update users set username_skeleton = one.skeleton
    from unnest(${ids}::bigint[], ${skeletons}::text[]) as one (id, skeleton)
    where users.id = one.id and not exists (select from users where username_skeleton = one.skeleton)`.execute(
    db,
  );
}

export function findAccount(db: Database, userId: number): Promise<Account | undefined> {
  return db.selectFrom('users').select(accountColumns).where('id', '=', userId).executeTakeFirst();
}

/** null for guests, and for accounts that sign in by others only. */
export async function findPasswordHashOf(db: Database, userId: number): Promise<string | null> {
  const row = await db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Nobody changes it until the transaction ends. */
export async function lockPasswordHash(tx: Transaction, userId: number): Promise<string | null> {
  const row = await tx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Waits for a change of the password that is under way. */
export async function isPasswordHashOf(db: Database, userId: number, hash: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .forShare()
    .executeTakeFirst();
  return row?.password_hash === hash;
}

/** False when the password isn't the one of `before` any more. */
export async function updatePasswordHash(
  db: Database,
  userId: number,
  before: string | null,
  password_hash: string,
): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({ password_hash })
    .where('id', '=', userId)
    .where('password_hash', 'is not distinct from', before)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export function findAccountByUsername(db: Database, usernameKey: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(userColumns)
    .where('username_key', '=', usernameKey)
    .where('kind', '=', 'account')
    .executeTakeFirst();
}

/** At most ten, so that nobody makes a mail long. Addresses are ASCII, so that `lower` is the same everywhere. */
export function selectAccountsByEmail(
  db: Database,
  email: string,
): Promise<Pick<Account, 'id' | 'username' | 'email' | 'settings'>[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'email', 'settings'])
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('email', '<>', '')
    .where('kind', '=', 'account')
    .orderBy('id')
    .limit(10)
    .execute();
}

/** Nothing when the user is no account (any more). */
export function updateEmail(db: Database, userId: number, email: string): Promise<Account | undefined> {
  return (
    db
      .updateTable('users')
      // What is the same stays confirmed.
      .set({ email, email_confirmed: sql<boolean>`email_confirmed and email = ${email}` })
      .where('id', '=', userId)
      .where('kind', '=', 'account')
      .returning(accountColumns)
      .executeTakeFirst()
  );
}

export function findGuestByUsername(db: Database, usernameKey: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(userColumns)
    .where('username_key', '=', usernameKey)
    .where('kind', '=', 'guest')
    .executeTakeFirst();
}

/** False when there is no such account (any more). */
export async function setPasswordHash(
  tx: Transaction,
  userId: number,
  password_hash: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('users')
    .set({ password_hash })
    .where('id', '=', userId)
    .where('kind', '=', 'account')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Nothing when the user is no guest (any more). */
export function updateGuestToAccount(
  tx: Transaction,
  userId: number,
  account: {
    username: string;
    username_key: string;
    username_skeleton: string;
    email: string;
    password_hash: string | null;
  },
): Promise<Account | undefined> {
  return tx
    .updateTable('users')
    .set({ ...account, kind: 'account' })
    .where('id', '=', userId)
    .where('kind', '=', 'guest')
    .returning(accountColumns)
    .executeTakeFirst();
}

export async function updateName(tx: Transaction, userId: number, name: string): Promise<void> {
  await tx.updateTable('users').set({ name }).where('id', '=', userId).execute();
}

/** Nothing when the user was deleted. */
export function mergeSettings(db: Database, userId: number, change: Settings): Promise<Account | undefined> {
  return db
    .updateTable('users')
    .set({ settings: sql<string>`settings || ${JSON.stringify(change)}::jsonb` })
    .where('id', '=', userId)
    .where('kind', '<>', 'deleted')
    .returning(accountColumns)
    .executeTakeFirst();
}

/** Leaves nothing of the person but the number. False, and nothing done, when the user isn't of this kind any more. */
export async function anonymiseUser(
  tx: Transaction,
  { id, kind }: Pick<User, 'id' | 'kind'>,
): Promise<boolean> {
  const username = `deleted:${id}`;
  const result = await tx
    .updateTable('users')
    .set({
      kind: 'deleted',
      username,
      username_key: username,
      username_skeleton: null,
      name: 'Deleted user',
      email: '',
      email_confirmed: false,
      password_hash: null,
      settings: '{}',
      server_role: null,
      deactivated_at: null,
    })
    .where('id', '=', id)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
