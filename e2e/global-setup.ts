import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './support/chromium.ts';

/** Says what is missing in one sentence, instead of a hundred tests that each fail in their own way. */
export default function setup(): void {
  if (!existsSync(chromium.executablePath))
    throw new Error('Chromium is not there: apt-get install chromium, or set CHROMIUM to its path.');
  if (!existsSync(join(import.meta.dirname, '../web/dist/index.html')))
    throw new Error('The page is not built: npm run build -w web.');
}
