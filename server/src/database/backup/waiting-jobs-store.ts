import type { Client } from 'pg';

/** What the jobs that wait are called in a backup: the queue's own tables change with its library, this list doesn't. */
export const waitingJobs = {
  name: 'graphile_worker.jobs',
  columns: ['identifier', 'payload', 'queue_name', 'run_at', 'max_attempts', 'job_key', 'priority'],
};

/** One that runs at this moment counts as waiting: whatever it does is done once, however often it is tried. Dead ones stay behind. */
export const waitingJobsQuery = `
  select task.identifier, job.payload, queue.queue_name, job.run_at, job.max_attempts, job.key, job.priority
  from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    left join graphile_worker._private_job_queues as queue on queue.id = job.job_queue_id
  where job.attempts < job.max_attempts
  order by job.id`;

export async function hasJobs(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `select to_regclass('graphile_worker._private_jobs') is not null as found`,
  );
  return rows[0].found;
}

/** Where a restore puts them first. */
export async function createWaitingJobs(client: Client): Promise<void> {
  await client.query(
    `create temporary table "${waitingJobs.name}" (
       identifier text, payload json, queue_name text, run_at timestamptz, max_attempts int, job_key text, priority int
     ) on commit drop`,
  );
}

/** Instead of all jobs that were there. */
export async function putJobsIn(client: Client): Promise<void> {
  await client.query('delete from graphile_worker._private_jobs');
  await client.query(
    `select graphile_worker.add_job(identifier, payload, queue_name, run_at, max_attempts, job_key, priority)
     from "${waitingJobs.name}"`,
  );
}
