import { startRabbitMq, type TestRabbitMq } from '@chatire/server/testing';

let shared: Promise<TestRabbitMq> | undefined;

/** One for all scenarios, since it takes 10 s to start and nothing in it outlives the servers that use it. */
export function sharedRabbitMq(): Promise<TestRabbitMq> {
  return (shared ??= startRabbitMq());
}

export async function endSharedRabbitMq(): Promise<void> {
  const ending = shared;
  shared = undefined;
  await (await ending?.catch(() => undefined))?.stop();
}
