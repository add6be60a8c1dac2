import { createHash } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError } from '../../data-folder.ts';
import { StartupError } from '../../startup-error.ts';
import { asOneself, asUser, type Home, runAs } from './runner.ts';

/** The file in the data folder that says where else its database lies. */
export const recordName = 'postgres-is-in';

/**
 * For root where user namespaces are refused, as in many containers: the database belongs to `nobody`. It lies in the data folder
 * if that user can pass through it, otherwise below /var/lib, recorded in the data folder.
 */
export async function makeHomeOfNobody(dataDir: string, inDataDir: string): Promise<Home> {
  const nobody = await idsOfNobody();
  const runner = asUser(nobody);
  const { ok } = await runAs(runner, 'test', ['-x', dataDir]);
  const folder = ok ? inDataDir : join('/var/lib', `chatire-${shortHash(dataDir)}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chown(folder, nobody.uid, nobody.gid);
    if (!ok) await writeFile(join(dataDir, recordName), `${folder}\n`);
  } catch (error) {
    throw folderError(folder, error);
  }
  return { folder, runner };
}

async function idsOfNobody(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((which) => runAs(asOneself, 'id', [which, 'nobody'])),
  );
  if (!uid?.ok || !gid?.ok)
    throw new StartupError(
      'PostgreSQL refuses to run as root, and this system has no user nobody: start Chatire as an ordinary user.',
    );
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
