import { limits, type ServerAudit } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectAudit } from '../moderation/audit-store.ts';

/** What owner and administrators of the server did, a page of it. */
export async function readServerAudit(db: Database, before: number | undefined): Promise<ServerAudit> {
  const entries = await selectAudit(db, null, before);
  return { entries: entries.slice(0, limits.pageSize), has_older: entries.length > limits.pageSize };
}
