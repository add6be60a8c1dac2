import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { failureSentence } from './failure-sentence.ts';

test.each([
  ['FATAL:  could not create file: No space left on device', 'The disk of FOLDER is full'],
  ['initdb: error: could not create directory: Read-only file system', 'can only be read'],
  ['FATAL:  could not open file "global/pg_control": Permission denied', "can't be written by this user"],
  [
    '2026-01-01 00:00:00.000 UTC [7] FATAL:  could not map anonymous shared memory: Cannot allocate memory\n' +
      '2026-01-01 00:00:00.000 UTC [7] HINT:  Reduce it.\n' +
      '2026-01-01 00:00:00.000 UTC [8] FATAL:  the database system is starting up\n' +
      '2026-01-01 00:00:00.000 UTC [7] LOG:  database system is shut down\n',
    'PostgreSQL did not start: could not map anonymous shared memory: Cannot allocate memory',
  ],
  ['', 'PostgreSQL did not start: it said nothing.'],
])('%j becomes a sentence', (output, sentence) => {
  expect(failureSentence('PostgreSQL did not start', output, tmpdir())).toContain(
    sentence.replace('FOLDER', tmpdir()),
  );
});
