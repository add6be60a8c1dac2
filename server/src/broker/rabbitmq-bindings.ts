import type { Channel } from 'rabbitmq-client';
import { createCounts } from './counts.ts';
import { shardOf } from './topic-shard.ts';
import { within } from './within.ts';

export interface BoundQueue {
  queue: string;
  /** A channel does one thing after the other, so several share the work: measured with 4,096 bindings, one takes 1.3 s, four 0.86 s. */
  channels: readonly [Channel, ...Channel[]];
  fail(reason: Error): void;
}

/** Keeps the queue bound to the shards of the wanted topics: each once, while any topic of the shard is wanted. */
export function createRabbitMqBindings({ exchange, onChange }: { exchange: string; onChange(): void }) {
  const shards = createCounts<number>();
  let session: Session | undefined;

  function bind(to: Session, shard: number) {
    const bound = channelOf(to, shard)
      .queueBind({ exchange, queue: to.queue, routingKey: String(shard) })
      .catch(to.fail)
      .then(() => {
        if (to.pending.get(shard) === bound) to.pending.delete(shard);
        if (to.pending.size === 0) setBehind(to, false);
      });
    to.pending.set(shard, bound);
  }

  function unbind(from: Session, shard: number) {
    const args = { exchange, queue: from.queue, routingKey: String(shard) };
    channelOf(from, shard).queueUnbind(args).catch(from.fail);
  }

  function setBehind(of: Session, behind: boolean) {
    if (of.behind === behind) return;
    of.behind = behind;
    onChange();
  }

  return {
    add(topics: readonly string[]) {
      const came = shards.add(topics.map(shardOf));
      if (session) for (const shard of came) bind(session, shard);
    },
    remove(topics: readonly string[]) {
      const went = shards.remove(topics.map(shardOf));
      if (session) for (const shard of went) unbind(session, shard);
    },
    /** Resolves when the topics' shards are bound, when there is no queue to bind, and after two seconds. */
    async settled(topics: readonly string[]): Promise<void> {
      const to = session;
      if (!to || to.pending.size === 0) return;
      const pending = topics.flatMap((topic) => to.pending.get(shardOf(topic)) ?? []);
      if (!(await within(bindLimit, Promise.all(pending)))) setBehind(to, to.pending.size > 0);
    },

    onUp(queue: BoundQueue) {
      session = { ...queue, pending: new Map(), behind: false };
      for (const shard of shards.keys()) bind(session, shard);
      session.behind = session.pending.size > 0;
    },
    onDown() {
      session = undefined;
    },
    isWell: (): boolean => session !== undefined && !session.behind,
  };
}

interface Session extends BoundQueue {
  pending: Map<number, Promise<void>>;
  /** Bindings that were asked for long ago are missing. */
  behind: boolean;
}

/** The same one for the same shard: what is bound, unbound and bound again must stay in this order. */
function channelOf({ channels }: Session, shard: number): Channel {
  return channels[shard % channels.length] ?? channels[0];
}

/** Milliseconds; the interface promises it. */
const bindLimit = 2_000;
