import { setTimeout as delay } from 'node:timers/promises';
import type { AmqpAddress, AmqpAddresses } from './amqp-address.ts';
import { createLink, type AmqpLink } from './amqp-link.ts';
import type { BrokerTally } from './broker.ts';

export interface BrokerLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Holds a link to RabbitMQ: the addresses in turn, with back-off, for ever. `setUp` runs on each new one. */
export function keepLink<Session>(options: {
  name: string;
  addresses: AmqpAddresses;
  log: BrokerLog;
  tally: Pick<BrokerTally, 'reconnects'>;
  setUp(link: AmqpLink): Promise<Session>;
  onUp(session: Session): void;
  onDown(): void;
}) {
  const { name, addresses, log, tally, setUp, onUp, onDown } = options;
  const stop = new AbortController();
  // Server processes start at different nodes of a cluster.
  let turn = Math.floor(Math.random() * addresses.length);
  let link: AmqpLink | undefined;
  let failures = 0;

  async function connect(): Promise<void> {
    const address = addresses[turn++ % addresses.length] ?? addresses[0];
    const attempt = createLink(address, `chatire ${name}`);
    link = attempt;
    // All addresses together may take some 5 s: that is what a start waits for.
    const limit = Math.max(2_000, Math.min(4_000, 5_000 / addresses.length));
    const timer = setTimeout(() => attempt.fail(new Error(`no answer within ${limit / 1_000} s`)), limit);
    try {
      const lost = attempt.lost.then((reason) => {
        throw reason;
      });
      const session = await Promise.race([setUp(attempt), lost]);
      if (stop.signal.aborted) throw new Error('closed');
      const since = performance.now();
      onUp(session);
      void attempt.lost.then((reason) => {
        // A link that is lost again and again, for want of a permission for example, must not be rushed either.
        if (performance.now() - since > 10_000) failures = 0;
        return reconnect(address, reason);
      });
    } catch (reason) {
      attempt.fail(reason as Error);
      throw new LinkError(address, reason as Error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function reconnect(address: AmqpAddress, reason: Error): Promise<void> {
    onDown();
    log.warn(`Lost the ${name} connection to RabbitMQ at ${address.name} (${reasonText(reason)}).`);
    for (let first = true; !stop.signal.aborted; first = false) {
      // Short at the longest: while two processes come back at different times, events between them are late.
      const pause = Math.min(2_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2);
      failures += 1;
      try {
        await delay(pause, undefined, { signal: stop.signal });
        await connect();
        tally.reconnects++;
        log.info(`The ${name} connection to RabbitMQ is back.`);
        return;
      } catch (error) {
        if (first && error instanceof LinkError) log.warn(error.message);
      }
    }
  }

  return {
    /** Tries each address once. Rejects with a LinkError about the last one. */
    async start(): Promise<void> {
      for (let left = addresses.length; ; left -= 1) {
        try {
          return await connect();
        } catch (error) {
          if (left === 1) throw error;
        }
      }
    },
    /** Ends the present connection; the next one follows. */
    renew: (reason: Error) => link?.fail(reason),
    async close(): Promise<void> {
      stop.abort();
      await link?.close();
    },
  };
}

/** Says where and why; never the password. */
class LinkError extends Error {
  constructor(address: AmqpAddress, reason: Error) {
    super(`RabbitMQ at ${address.name} can't be used (${reasonText(reason)})`, { cause: reason });
  }
}

function reasonText(reason: Error): string {
  // Of a name with several addresses, each has failed; the first says enough.
  const first: unknown = reason instanceof AggregateError ? reason.errors[0] : reason;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const message = first instanceof Error ? first.message : String(first);
  if (message.includes('Login was refused')) return 'it refuses the user or the password';
  return wellKnown[code] ?? message;
}

const wellKnown: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: "the host can't be reached",
  ETIMEDOUT: 'no answer',
  NOT_ALLOWED: 'it has no such virtual host, or not for this user',
};
