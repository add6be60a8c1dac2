import { randomBytes } from 'node:crypto';
import { isUsernameTaken } from '../accounts/create-user.ts';
import { usernameKeys } from '../accounts/username-keys.ts';

/** Writes an account under the user name that is wished, or one like it where others have that. */
export async function withFreeUsername<T>(
  wished: string,
  write: (name: { username: string } & ReturnType<typeof usernameKeys>) => Promise<T>,
): Promise<T> {
  for (const end of ['', '-2', '-3', '-4', '-5']) {
    const username = wished + end;
    try {
      return await write({ username, ...usernameKeys(username) });
    } catch (error) {
      if (!isUsernameTaken(error)) throw error;
    }
  }
  const username = `${wished}-${randomBytes(4).toString('hex')}`;
  return write({ username, ...usernameKeys(username) });
}
