import type { ServerSettings } from '@chatire/protocol';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { encodePicture } from '../pictures/encode-picture.ts';
import type { LiveSettings } from './server-settings.ts';
import { lockSettings, readSettings, replaceLogo, updateSettings } from './settings-store.ts';

/** What isn't in it stays as it is. */
export type ServerChange = {
  [Field in keyof Omit<ServerSettings, 'logo'>]?: ServerSettings[Field] | undefined;
};

export interface ChangeServerParts {
  db: Database;
  announce: Announce;
  settings: LiveSettings;
}

/** What is set holds here with the answer, and in other processes within a moment. */
export async function changeServer(
  parts: ChangeServerParts,
  actorId: number,
  change: ServerChange,
): Promise<ServerSettings> {
  return write(parts, async (tx) => {
    await lockSettings(tx);
    const before = await readSettings(tx);
    const changed = Object.entries(change).filter(
      ([field, value]) => value !== undefined && before[field as keyof ServerSettings] !== value,
    );
    if (changed.length === 0) return;
    await updateSettings(tx, Object.fromEntries(changed));
    // The terms themselves are too long for a line of what was done.
    const details = Object.fromEntries(changed.map(([field, value]) => [field, field === 'terms' || value]));
    await writeAudit(tx, { chatId: null, actorId, action: 'server_changed', details });
  });
}

/** `file` as it was sent in; null takes the logo away. */
export async function setLogo(
  parts: ChangeServerParts,
  actorId: number,
  file: Buffer | null,
): Promise<ServerSettings> {
  const bytes = file && (await encodePicture(file));
  return write(parts, async (tx) => {
    await replaceLogo(tx, bytes);
    const details = { logo: bytes !== null };
    await writeAudit(tx, { chatId: null, actorId, action: 'server_changed', details });
  });
}

async function write(
  { db, announce, settings }: ChangeServerParts,
  work: (tx: Transaction) => Promise<void>,
): Promise<ServerSettings> {
  await transaction(db, work);
  await settings.reread();
  announce([{ to: 'processes', kind: 'settings_changed' }]);
  return settings.now();
}
