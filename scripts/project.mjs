import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** The Node that package.json pins. */
export const node = join(root, 'node_modules', '.bin', 'node');

/** Anything that the person who starts has to do something about: shown as it is, without a stack. */
export class SetupError extends Error {}

/** Ends the process with the sentence of a `SetupError`. */
export async function orExplain(work) {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** A `SetupError` if the folder is there and belongs to somebody else. */
export function refuseForeignFolder(folder, what) {
  if (!existsSync(folder)) return;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new SetupError(
      `${what}, and ${folder} can't be written by you: start as the user whom it belongs to, or in a clone of your own.`,
    );
  }
}

/** `undefined` if there is none, or half of one. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(resolve(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}
