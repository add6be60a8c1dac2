import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadChannel } from './load-channel.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => void (folder = await temporaryFolder('load-channel')));
afterAll(() => folder.remove());

test.each([
  ['no channel', 'export const a = 1;', /has no channel as its default export/],
  ['a name of ours', "export default { name: 'mail', send() {} };", /has no channel as its default export/],
  ['nothing that sends', "export default { name: 'pager' };", /has no channel as its default export/],
  ['a fault', 'export default {', /can't be loaded/],
])('a file with %s keeps the server from starting, which says so', async (what, source, sentence) => {
  const path = join(folder.path, `${what}.mjs`);
  await writeFile(path, source);
  await expect(loadChannel(path)).rejects.toThrow(sentence);
});
