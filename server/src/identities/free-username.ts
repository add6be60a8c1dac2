import { randomBytes } from 'node:crypto';
import { usernameKey } from '../accounts/username-key.ts';
import { isTaken } from '../database/database-errors.ts';

/** Writes an account under the user name that is wished, or one like it where others have that. */
export async function withFreeUsername<T>(
  wished: string,
  write: (name: { username: string; username_key: string }) => Promise<T>,
): Promise<T> {
  for (const end of ['', '-2', '-3', '-4', '-5']) {
    const username = wished + end;
    try {
      return await write({ username, username_key: usernameKey(username) });
    } catch (error) {
      if (!isTaken(error, 'users_username_key_key')) throw error;
    }
  }
  const username = `${wished}-${randomBytes(4).toString('hex')}`;
  return write({ username, username_key: usernameKey(username) });
}
