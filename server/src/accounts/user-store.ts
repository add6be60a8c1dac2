import { sql } from 'kysely';
import type { User } from '@chatire/protocol';
import { jsonOf, type Database, type Transaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import type { Insertable } from 'kysely';

/** What identifies a person, with what only that person may see. */
export type Account = User & { email: string };

export const userColumns = ['users.id', 'users.username', 'users.name', 'users.kind'] as const;

/** A row of `users` as everybody may see the person. */
export const userJson = jsonOf<User>(sql`users.id, users.username, users.name, users.kind`);

export function insertUser(db: Database, user: Omit<Insertable<Tables['users']>, 'id'>): Promise<Account> {
  return db
    .insertInto('users')
    .values(user)
    .returning([...userColumns, 'users.email'])
    .executeTakeFirstOrThrow();
}

export function findPasswordHash(
  db: Database,
  usernameKey: string,
): Promise<{ id: number; password_hash: string | null } | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where('username_key', '=', usernameKey)
    .executeTakeFirst();
}

export function findAccountByUsername(db: Database, usernameKey: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(userColumns)
    .where('username_key', '=', usernameKey)
    .where('kind', '=', 'account')
    .executeTakeFirst();
}

/** Nothing when the user is no guest (any more). */
export function updateGuestToAccount(
  tx: Transaction,
  userId: number,
  account: { username: string; username_key: string; email: string; password_hash: string },
): Promise<Account | undefined> {
  return tx
    .updateTable('users')
    .set({ ...account, kind: 'account' })
    .where('id', '=', userId)
    .where('kind', '=', 'guest')
    .returning([...userColumns, 'users.email'])
    .executeTakeFirst();
}
