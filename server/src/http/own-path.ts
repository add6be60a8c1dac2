import { InvalidInput } from '../errors.ts';

/**
 * A path of our page as browsers read it; where they would read another host, it is refused: they leave tabs and line breaks out,
 * take `\` for `/`, and resolve dots.
 */
export function ownPath(path: string, field: string): string {
  const url = path.startsWith('/') ? URL.parse(path, origin) : null;
  if (url?.origin !== origin || url.pathname.startsWith('//'))
    throw new InvalidInput({ [field]: ['Must be a path of this page.'] });
  return url.pathname + url.search + url.hash;
}

const origin = 'http://this-page.invalid';
