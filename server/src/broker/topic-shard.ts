/**
 * A topic's shard, its routing key in RabbitMQ: 32-bit FNV-1a, folded. All server processes must agree on it, also
 * those of an older release during an upgrade.
 */
export function shardOf(topic: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < topic.length; index += 1) {
    hash = Math.imul(hash ^ topic.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 20) ^ hash) & (shardCount - 1);
}

const shardCount = 4_096;
