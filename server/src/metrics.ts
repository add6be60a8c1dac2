import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { BrokerTally } from './broker/broker.ts';
import type { DatabaseUse } from './database/database-use.ts';
import type { Tally } from './gateway/tally.ts';
import type { JobTally } from './jobs/run-jobs.ts';

export interface MetricsParts {
  build: { version: string; broker: string };
  sockets(): number;
  gateway(): Readonly<Tally>;
  isBrokerHealthy(): boolean;
  broker: Readonly<BrokerTally>;
  database: DatabaseUse;
  /** By the names of rates; nothing when they are off. */
  refusals: Readonly<Record<string, number>>;
  jobs: Readonly<JobTally>;
  readJobLoad(): Promise<JobLoad>;
}

interface JobLoad {
  jobs: Readonly<Record<string, number>>;
  oldest: number;
}

/**
 * For `/metrics`: what the parts have counted, read when somebody asks, so that counting costs them no more than an addition. What each
 * means stands in docs/metrics.md.
 */
export function createMetrics(parts: MetricsParts): Registry {
  const { build, gateway, broker, database } = parts;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { gauge, counter } = metricsOf(registry);

  gauge('chatire_build_info', 'Which Chatire runs here.', () => 1, { ...build, node: process.versions.node });
  gauge('chatire_sockets', 'Open sockets of this process.', parts.sockets);
  counter('chatire_hellos_total', 'Sockets that said hello.', () => gateway().hellos);
  counter('chatire_sockets_closed_total', 'Sockets closed, by why.', () => gateway().closed, 'reason');
  counter('chatire_chats_resumed_total', 'Chats that clients came back to.', () => gateway().resumed, 'how');
  counter(
    'chatire_events_total',
    'Events that went on to sockets, by what brought them here.',
    () => ({ broker: gateway().eventsBrought, database: gateway().eventsRead }),
    'from',
  );
  counter('chatire_deliveries_total', 'Events times the sockets they went to.', () => gateway().deliveries);
  counter('chatire_sweeps_total', 'Comparisons with the database.', () => gateway().sweeps, 'result');
  gauge('chatire_sweep_seconds', 'What the last of these took.', () => gateway().lastSweep);
  counter(
    'chatire_refusals_total',
    'What was refused by a limit.',
    () => ({ ...parts.refusals, ...gateway().refused }),
    'limit',
  );

  gauge('chatire_broker_healthy', '1 while the broker delivers, 0 while the database is swept instead.', () =>
    Number(parts.isBrokerHealthy()),
  );
  counter(
    'chatire_broker_messages_total',
    'Messages between this process and the broker.',
    () => {
      const { reconnects: _, ...messages } = broker;
      return messages;
    },
    'what',
  );
  counter(
    'chatire_broker_reconnects_total',
    'Connections to the broker that were lost and came back.',
    () => broker.reconnects,
  );

  gauge('chatire_database_connections', 'Connections of the pool.', database.connections, 'state');
  gauge('chatire_database_waiting', 'Statements that wait for a connection.', database.waiting);
  counter(
    'chatire_statement_errors_total',
    "Statements that failed, by the class of PostgreSQL's code.",
    () => Object.fromEntries(database.errors),
    'class',
  );

  const load = createJobLoad(parts.readJobLoad);
  gauge('chatire_jobs', 'Jobs in the database.', async () => (await load())?.jobs ?? {}, 'state');
  gauge('chatire_jobs_oldest_seconds', 'For how long the oldest job that is due has waited.', async () => {
    const read = await load();
    return read ? read.oldest : {};
  });
  counter('chatire_job_tries_total', 'Tries at jobs in this process.', () => parts.jobs, 'result');
  return registry;
}

/** Milliseconds: figures must come just then when the database doesn't answer. */
const patience = 1_000;

/** One look at the database for all that is asked at the same moment; nothing when it takes too long or fails. */
function createJobLoad(read: () => Promise<JobLoad>): () => Promise<JobLoad | undefined> {
  let reading: Promise<JobLoad | undefined> | undefined;
  return () =>
    (reading ??= Promise.race([read(), sleep(patience, undefined, { ref: false })])
      .catch(() => undefined)
      .finally(() => (reading = undefined)));
}

type Numbers = number | Readonly<Record<string, number>>;

/** With a label, `read` gives a number for each of its values. */
function metricsOf(registry: Registry) {
  // Else the library would put them into a registry of its own as well.
  const registers: Registry[] = [];
  return {
    gauge(
      name: string,
      help: string,
      read: () => Numbers | Promise<Numbers>,
      label?: string | Record<string, string>,
    ): void {
      const constant = typeof label === 'object' ? label : {};
      const labelNames = typeof label === 'string' ? [label] : Object.keys(constant);
      const metric = new Gauge({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          const found = readings(await read(), label);
          this.reset();
          // Without a label, that would be a zero.
          if (found.length === 0 && labelNames.length === 0) this.remove();
          for (const [labels, value] of found) this.set(labels, value);
        },
      });
      registry.registerMetric(metric);
    },
    counter(name: string, help: string, read: () => Numbers, label?: string): void {
      const metric = new Counter({
        name,
        help,
        labelNames: label === undefined ? [] : [label],
        registers,
        collect() {
          this.reset();
          for (const [labels, value] of readings(read(), label)) this.inc(labels, value);
        },
      });
      registry.registerMetric(metric);
    },
  };
}

function readings(
  numbers: Numbers,
  label: string | Record<string, string> = {},
): [labels: Record<string, string>, value: number][] {
  if (typeof numbers === 'number') return [[typeof label === 'object' ? label : {}, numbers]];
  return Object.entries(numbers).map(([value, number]) => [{ [String(label)]: value }, number]);
}
