import type { Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { InvalidInput, type FieldErrors } from '../errors.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';
import { findUsernameLike, insertUser, type Account } from './user-store.ts';
import { usernameKeys } from './username-keys.ts';

export interface NewAccount {
  username: string;
  password: string;
  email?: string | undefined;
}

export async function createUser(
  db: Database,
  { username, password, email = '' }: NewAccount,
): Promise<Account> {
  const keys = usernameKeys(username);
  await checkNewAccount(db, keys, { username, password, email });
  const password_hash = await hashPassword(password);
  try {
    return await insertUser(db, {
      kind: 'account',
      username,
      ...keys,
      name: username,
      email,
      password_hash,
    });
  } catch (error) {
    throw isUsernameTaken(error) ? usernameTaken() : error;
  }
}

/** All that is wrong at once, so that nobody has to send a form three times. */
export async function checkNewAccount(
  db: Database,
  keys: ReturnType<typeof usernameKeys>,
  { username, password, email = '' }: NewAccount,
): Promise<void> {
  const errors: FieldErrors = {};
  const found = await findUsernameLike(db, keys);
  if (found) errors.username = [found === 'same' ? takenSentence : alikeSentence];
  const problems = passwordProblems(password, username, email);
  if (problems.length > 0) errors.password = problems;
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
}

export function usernameTaken(): InvalidInput {
  return new InvalidInput({ username: [takenSentence] });
}

/** By one that came at the same time. */
export const isUsernameTaken = (error: unknown): boolean =>
  isTaken(error, 'users_username_key_key') || isTaken(error, 'users_username_skeleton_key');

const takenSentence = 'This user name is taken.';
const alikeSentence = 'This user name looks like one that is taken.';
