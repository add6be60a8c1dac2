import { sql, type RawBuilder } from 'kysely';
import { mostTries, payloadOf, waits } from '../jobs/job-store.ts';

export const tellJobName = 'tell';

/** Seconds after the first of some messages until those are told of it who haven't seen it on another device. */
export const delayOfTelling = 10;

/**
 * Part of the statement that writes messages: puts in a job for each chat of `fresh` in which somebody may want to be told, and none
 * waits. One that waits, and begins only now, waits for the lock under which this is done. So most posts add no job, and a busy chat
 * one in ten seconds.
 *
 * A new job takes the place of one that has begun, which isn't tried again, even if its process died. So it begins where that one did.
 */
export const tellJobsFrom = (fresh: RawBuilder<unknown>, delay: number): RawBuilder<unknown> => sql`
  select from (
    select array_agg((${tellJobName}, json_build_object('chat', chat_id, 'after',
        least(first - 1, (${payloadOf(key)}->>'after')::bigint)), null, now() + make_interval(secs => ${delay}),
      ${mostTries}, ${key}, null, null)::graphile_worker.job_spec) as specs
    from (select chat_id, min(next_sequence) as first from ${fresh} group by chat_id) as chat
    where (exists (select from targets where targets.chat_id is null and targets.off_at is null)
      or exists (select from targets where targets.chat_id = chat.chat_id and targets.off_at is null))
      and not ${waits(key)}
  ) as untold
  cross join lateral graphile_worker.add_jobs(untold.specs) where untold.specs is not null`;

const key = sql<string>`('tell:' || chat.chat_id)`;
