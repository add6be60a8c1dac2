import { countCharacters, limits } from '@chatire/protocol';
import type { NewAccount } from '../../connection/api.ts';

/** What is plainly wrong with a new account, so that nobody waits for the server to hear it. */
export function accountProblems(account: NewAccount, t: (key: string) => string): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!account.username) wrong['username'] = t('problem.required');
  else if (!/^[\p{L}\p{M}\p{N}@.+\-_]*$/u.test(account.username.normalize('NFKC'))) {
    wrong['username'] = t('problem.usernameLetters');
  }
  if (!account.password) wrong['password'] = t('problem.required');
  else if (countCharacters(account.password) < limits.passwordMinLength) {
    wrong['password'] = t('problem.passwordShort');
  }
  return wrong;
}
