import { statfsSync } from 'node:fs';
import { diskFull, notAllowed, readOnly } from '../../data-folder.ts';

/** One sentence from what PostgreSQL's programs print when they fail. */
export function failureSentence(what: string, output: string, folder: string): string {
  if (/No space left on device|Disk quota exceeded/.test(output) || nearlyFull(folder))
    return diskFull(folder);
  if (/Read-only file system/.test(output)) return readOnly(folder);
  if (/Permission denied/.test(output)) return notAllowed(folder);
  return `${what}: ${decisiveLine(output)}`;
}

/** On a full disk PostgreSQL can't even write to its log why it ended. */
function nearlyFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 1024 * 1024;
}

/** The last line that tells of a failure, without time and process number. */
function decisiveLine(output: string): string {
  // A caller who came too early is no reason.
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/is (starting up|shutting down)/.test(line));
  const decisive = lines.findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? lines.at(-1);
  return decisive?.replace(/^.*?(?:FATAL|PANIC|ERROR|error): +/, '') ?? 'it said nothing.';
}
