import { lookAlikes } from './look-alikes.ts';
import { usernameKey } from './username-key.ts';

/** What a user name is known by: no other account has one of the same key, or one that looks the same. */
export const usernameKeys = (username: string) => ({
  username_key: usernameKey(username),
  username_skeleton: skeletonOf(username),
});

/** What is left when letters that look alike are one, by UTS #39: the Cyrillic “раураl” and “paypal” have the same. */
export function skeletonOf(username: string): string {
  const letters = Array.from(
    username.normalize('NFKC').normalize('NFD'),
    (letter) => prototypes.get(letter) ?? letter,
  );
  return letters.join('').toLowerCase().normalize('NFD');
}

const fromHex = (numbers: string) =>
  numbers.split(' ').map((number) => String.fromCodePoint(Number.parseInt(number, 16)));

const prototypes = new Map(
  lookAlikes
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [shown = '', letters = ''] = line.split(': ');
      return fromHex(letters).map((letter) => [letter, fromHex(shown).join('')] as const);
    }),
);
