import type { Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { InvalidInput, type FieldErrors } from '../errors.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';
import { findPasswordHash, insertUser, type Account } from './user-store.ts';
import { usernameKey } from './username-key.ts';

export interface NewAccount {
  username: string;
  password: string;
  email?: string | undefined;
}

export async function createUser(
  db: Database,
  { username, password, email = '' }: NewAccount,
): Promise<Account> {
  const key = usernameKey(username);
  await checkNewAccount(db, key, { username, password, email });
  const password_hash = await hashPassword(password);
  try {
    return await insertUser(db, {
      kind: 'account',
      username,
      username_key: key,
      name: username,
      email,
      password_hash,
    });
  } catch (error) {
    throw isTaken(error, 'users_username_key_key') ? usernameTaken() : error;
  }
}

/** All that is wrong at once, so that nobody has to send a form three times. */
export async function checkNewAccount(
  db: Database,
  key: string,
  { username, password, email = '' }: NewAccount,
): Promise<void> {
  const errors: FieldErrors = {};
  if (await findPasswordHash(db, key)) errors.username = [takenSentence];
  const problems = passwordProblems(password, username, email);
  if (problems.length > 0) errors.password = problems;
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
}

export function usernameTaken(): InvalidInput {
  return new InvalidInput({ username: [takenSentence] });
}

const takenSentence = 'This user name is taken.';
