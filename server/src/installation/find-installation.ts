import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { newPushKey } from '../push/push-key.ts';
import { insertInstallation, readInstallation, type Installation } from './installation-store.ts';

/** The database's own identity and secrets, made at the first start. */
export async function findInstallation(db: Database): Promise<Installation> {
  await insertInstallation(db, {
    epoch: randomUUID(),
    token_secret: randomBytes(32),
    push_key: newPushKey(),
  });
  return readInstallation(db);
}
