import { sql, type RawBuilder } from 'kysely';
import { limits, type Account } from '@chatire/protocol';
import { usernameKey } from '../accounts/username-key.ts';
import { jsonTime, type Database } from '../database/database.ts';

const account = sql`
  users.id, users.username, users.name, users.kind, users.picture, users.email, users.server_role,
  ${jsonTime('users.created_at')} as created_at, ${jsonTime('users.deactivated_at')} as deactivated_at,
  ${jsonTime('open.last')} as last_used_at, open.count as sessions,
  (select count(*) from members where members.user_id = users.id) as chats`;

const openSessions = sql`cross join lateral (
  select count(*) filter (where ended_at is null and expires_at > now()) as count, max(last_used_at) as last
  from sessions where sessions.user_id = users.id
) as open`;

export interface AccountQuery {
  find?: string | undefined;
  /** Those only who have a role on the server. */
  withRole: boolean;
  before?: number | undefined;
}

/** Newest first, one more than a page has: then there are older ones. */
export async function selectAccounts(
  db: Database,
  { find, withRole, before = Number.MAX_SAFE_INTEGER }: AccountQuery,
): Promise<Account[]> {
  // An array, as a join is made by walking back through all accounts, in the hope of soon having met fifty that were found.
  const found = find ? sql`and users.id = any(array(${idsOf(find)}))` : sql``;
  const { rows } = await sql<Account>`
    select ${account} from (
      select * from users
      where users.id < ${before} and users.kind <> 'deleted' ${found}
        ${withRole ? sql`and users.server_role is not null` : sql``}
      order by users.id desc limit ${limits.pageSize + 1}
    ) as users ${openSessions} order by users.id desc`.execute(db);
  return rows;
}

export async function selectAccount(db: Database, userId: number): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select ${account} from users ${openSessions} where users.id = ${userId} and users.kind <> 'deleted'`.execute(
    db,
  );
  return rows[0];
}

/** Each of the three by its index, and by bytes: a plan that is kept knows no pattern. */
function idsOf(find: string): RawBuilder<unknown> {
  const start = sql`lower(${find}::text)`;
  const key = usernameKey(find);
  return sql`
    select id from users where username_key ~>=~ ${key} and username_key ~<~ ${key + last}
    union all
    select id from users where email <> '' and lower(email) ~>=~ ${start} and lower(email) ~<~ (${start} || ${last}::text)
    union all
    select id from users where to_tsvector('simple', name) @@ to_tsquery('simple', ${wordsOf(find)})`;
}

/** What sorts behind everything that begins so. */
const last = '\u{10FFFF}';

/** Each as the beginning of a word. Signs that mean something in a query stand within quotation marks. */
const wordsOf = (find: string): string =>
  find
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `'${word.replaceAll(/['\\]/g, ' ')}':*`)
    .join(' & ');
