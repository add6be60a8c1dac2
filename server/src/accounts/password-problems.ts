import { dictionary } from '@zxcvbn-ts/language-common';
import { countCharacters, limits } from '@chatire/protocol';

const commonPasswords = new Set<string>(dictionary['passwords-common']);
/** The old system's figure: from this share of common characters on, a password is too like a name. */
const tooLike = 0.7;

/** Everything that is wrong with a new password, a sentence each; none when it is good. */
export function passwordProblems(password: string, username: string, email: string): string[] {
  const problems = [];
  if (countCharacters(password) < limits.passwordMinLength)
    problems.push(`Must have at least ${limits.passwordMinLength} characters.`);
  if (commonPasswords.has(password.toLowerCase().trim())) problems.push('This password is too common.');
  if (/^\p{Nd}+$/u.test(password)) problems.push('Must not be only digits.');
  if (isLike(password, username)) problems.push('Too like your user name.');
  if (email && isLike(password, email)) problems.push('Too like your e-mail address.');
  return problems;
}

/** Compares with the whole and with each of its words. */
function isLike(password: string, attribute: string): boolean {
  const secret = password.toLowerCase();
  const known = attribute.toLowerCase();
  return [known, ...known.split(/[^\p{L}\p{N}]+/u)].some((part) => part !== '' && isAlike(secret, part));
}

function isAlike(secret: string, part: string): boolean {
  // A part much shorter than the password says little about it, even if the password holds all of it.
  if (secret.length >= 10 * part.length) return false;
  return commonShare(secret, part) >= tooLike;
}

/** Twice the number of characters that both have, over the number of all: order doesn't count. */
function commonShare(a: string, b: string): number {
  const left = new Map<string, number>();
  for (const character of b) left.set(character, (left.get(character) ?? 0) + 1);
  let common = 0;
  for (const character of a) {
    const count = left.get(character) ?? 0;
    if (count > 0) common++;
    left.set(character, count - 1);
  }
  return (2 * common) / (a.length + b.length);
}
