import { countCharacters, limits } from '@chatire/protocol';

export type PasswordHint = { key: string; count?: number };

/**
 * What to change about a password while it is typed; null while there is nothing to say. The server judges
 * in the end: it also knows the common ones.
 */
export function passwordHint(password: string, username: string, email: string): PasswordHint | null {
  if (!password) return null;
  const missing = limits.passwordMinLength - countCharacters(password);
  if (missing > 0) return { key: 'password.short', count: missing };
  if (/^\p{N}+$/u.test(password)) return { key: 'password.digits' };
  const own = [username, email.split('@')[0] ?? ''].map((part) => part.toLowerCase());
  const isLike = (part: string) => part.length > 2 && password.toLowerCase().includes(part);
  return own.some(isLike) ? { key: 'password.likeName' } : { key: 'password.ok' };
}
