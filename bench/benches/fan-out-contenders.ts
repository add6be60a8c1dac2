import { startPostgres } from '@chatire/server/testing';
import type { Options, Row } from '../bench.ts';
import type { EventSource } from '../event.ts';
import type { Dialect } from '../load/raw-socket.ts';
import type { Measured, Mode, OpenSockets } from '../load/sockets-process.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

export interface Contender {
  name: string;
  /** One measurement, as a row of figures. */
  measure(mode: Mode, seconds: number): Promise<Row>;
}

/** Chatire and its peers, each with as many sockets in as many chats, ready to be measured in turn. */
export async function startContenders(
  { onEnd, say }: Options,
  { chats, members, peers }: { chats: number; members: number; peers: Dialect[] },
): Promise<Contender[]> {
  const postgres = await startPostgres();
  onEnd(() => postgres.stop());
  const env = { DATABASE_URL: postgres.url };
  const started = [];
  for (const dialect of ['chatire', ...peers] as const) {
    const server = await startProcess(`./servers/${dialect.replace('.', '-')}-process.ts`, {
      core: cores.server,
      env,
    });
    onEnd(() => server.stop());
    started.push({ dialect, server });
  }
  const seeded = await seedChats(postgres.url, { chats, members });
  const sources: EventSource[] = seeded.chats.map(({ id, uri, members: all }) => ({
    chatId: id,
    uri,
    sequence: all.length,
    author: all[0]!,
  }));
  const tokens = seeded.chats.map((chat) => chat.members.map((member) => member.token));

  const contenders: Contender[] = [];
  for (const { dialect, server } of started) {
    const load = await startProcess('./load/sockets-process.ts', { core: cores.load });
    onEnd(() => load.stop());
    const ports = await server.call<{ port: number; control: number }>('ports');
    const target: OpenSockets = { ...ports, dialect, chats: tokens };
    const took = await load.call<number>('open', target);
    say(`${dialect}: ${chats * members} sockets open after ${took.toFixed(1)} s`);
    await server.call('use', sources);
    contenders.push({
      name: dialect,
      async measure(mode, seconds) {
        const [serverBefore, loadBefore] = await Promise.all([server.cpu(), load.cpu()]);
        const measured = await load.call<Measured>('run', { mode, seconds });
        const [serverAfter, loadAfter] = await Promise.all([server.cpu(), load.cpu()]);
        if (measured.lost > 0) throw new Error(`${dialect} lost or doubled ${measured.lost} deliveries.`);
        const cpu = serverAfter - serverBefore;
        return {
          who: dialect,
          mode: 'rate' in mode ? `${mode.rate} events/s` : mode.inFlight === 1 ? 'quiet' : 'burst',
          'deliveries/s': measured.deliveries / measured.seconds,
          'CPU-s per million': (cpu / measured.deliveries) * 1e6,
          'p50 ms': measured.p50,
          'p99 ms': measured.p99,
          'server CPU %': (100 * cpu) / measured.seconds,
          'load CPU %': (100 * (loadAfter - loadBefore)) / measured.seconds,
        };
      },
    });
  }
  return contenders;
}

/** A B A B: whatever disturbs the machine for a while disturbs all of them. Gives a row each, of medians. */
export async function inTurn(
  contenders: readonly Contender[],
  mode: Mode,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Row[][]> {
  const rows = contenders.map((): Row[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, contender] of contenders.entries())
      rows[index]!.push(await contender.measure(mode, seconds));
  return rows;
}
