import { limits, type Account, type Accounts } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { selectAccount, selectAccounts, type AccountQuery } from './account-list-store.ts';

export async function listAccounts(db: Database, query: AccountQuery): Promise<Accounts> {
  const find = query.find?.trim();
  const accounts = await selectAccounts(db, { ...query, find });
  return { accounts: accounts.slice(0, limits.pageSize), has_older: accounts.length > limits.pageSize };
}

export async function readAccount(db: Database, userId: number): Promise<Account> {
  const account = await selectAccount(db, userId);
  if (!account) throw new Refused('not_found', 'There is no such account.');
  return account;
}
