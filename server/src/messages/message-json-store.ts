import { sql, type RawBuilder } from 'kysely';
import { limits, type Message, type Quote, type Reaction } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime } from '../database/database.ts';

/**
 * A row of `quoted` as it stands in a message that answers it, with its author's of `users`. Nothing but its place to whoever sees
 * the log from a later one on.
 */
export const quoteJsonFrom = (visibleFrom: RawBuilder<unknown>) => {
  const isSeen = sql`quoted.sequence >= ${visibleFrom}`;
  return jsonOf<Quote>(sql`
  quoted.id, quoted.sequence, case when ${isSeen} then ${userJson} end as "user",
  case when ${isSeen} then left(quoted.text, ${sql.lit(limits.quoteLength)}) else '' end as text,
  case when ${isSeen} then ${jsonTime('quoted.deleted_at')} end as deleted_at`);
};

const reactionsJson = sql<Reaction[]>`(
  select json_agg(json_build_object('emoji', emoji, 'user_ids', user_ids) order by since) from (
    select emoji, since, json_agg(user_id order by sequence) as user_ids
    from reactions where message_id = messages.id group by emoji, since
  ) as reaction)`;

/**
 * A row of `messages` as clients get it who see the log from this place on, with its author's of `users`. Only those that have them
 * pay for quotes and reactions.
 */
export const messageJsonFrom = (visibleFrom: RawBuilder<unknown>) =>
  jsonOf<Message>(sql`
  messages.id, messages.sequence, messages.client_id, messages.text as message, ${userJson} as "user",
  ${jsonTime('messages.created_at')} as created_at, ${jsonTime('messages.edited_at')} as edited_at,
  ${jsonTime('messages.deleted_at')} as deleted_at, messages.version,
  case when messages.reply_to is not null then (
    select ${quoteJsonFrom(visibleFrom)} from messages as quoted join users on users.id = quoted.author_id
    where quoted.chat_id = messages.chat_id and quoted.id = messages.reply_to
      and quoted.sequence >= (select kept_from from chats as kept where kept.id = messages.chat_id)
  ) end as reply_to,
  case when messages.has_reactions then ${reactionsJson} else '[]' end as reactions,
  coalesce(messages.mentions, '[]') as mentions, messages.mentions_all`);

/** As those get it who see all of the log. */
export const messageJson = messageJsonFrom(sql`0`);
