import { sql } from 'kysely';
import type { Role } from '@chatire/protocol';
import type { Database, Transaction } from '../database/database.ts';

/** A link that lets people in: the chat's own, or another. */
export interface OpenLink {
  chat_id: number;
  /** Of the chat. */
  uri: string;
  code: string;
  /** null: the chat's own. */
  link_id: number | null;
  role: Role;
  password_hash: string | null;
  ask_first: boolean;
}

export const isOpen = sql<boolean>`(
  links.revoked_at is null and (links.expires_at is null or links.expires_at > now())
  and (links.max_uses is null or links.uses < links.max_uses)
)`;

/** At most one row: codes are random. */
export const openLink = (code: string) => sql`
  select id as chat_id, link_code as code, null::bigint as link_id, 'member' as role, null as password_hash,
    false as ask_first, null::bigint as created_by
  from chats where link_code = ${code} and link_enabled
  union all
  select chat_id, code, id, role, password_hash, ask_first, created_by from links where code = ${code} and ${isOpen}`;

/** `is_member`: the user is in its chat already. For whoever is banned there, it leads nowhere. */
export async function findOpenLink(
  db: Database,
  code: string,
  userId?: number,
): Promise<(OpenLink & { is_member: boolean }) | undefined> {
  const { rows } = await sql<OpenLink & { is_member: boolean }>`
    select open.chat_id, chats.uri, open.code, open.link_id, open.role, open.password_hash, open.ask_first,
      exists (select from members where members.chat_id = chats.id and members.user_id = ${userId ?? null}::bigint) as is_member
    from (${openLink(code)}) as open join chats on chats.id = open.chat_id
    where not exists (select from bans where bans.chat_id = chats.id and bans.user_id = ${userId ?? null}::bigint)`.execute(
    db,
  );
  return rows[0];
}

/**
 * Counts one use, if the link is still open and as it was found. The chat must be locked: then neither the last use is taken twice
 * nor the link switched off before the joining is done.
 */
export async function claimUse(tx: Transaction, link: OpenLink): Promise<boolean> {
  const { rows } =
    link.link_id === null
      ? await sql`select from chats where id = ${link.chat_id} and link_code = ${link.code} and link_enabled`.execute(
          tx,
        )
      : await sql`
          update links set uses = uses + 1
          where id = ${link.link_id} and ${isOpen} and role = ${link.role} and ask_first = ${link.ask_first}
            and password_hash is not distinct from ${link.password_hash}::text
          returning id`.execute(tx);
  return rows.length === 1;
}
