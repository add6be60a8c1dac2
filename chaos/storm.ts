import { startCluster, type Cluster } from './installation.ts';
import { createRecord, type Record } from './record.ts';
import type { Options } from './scenario.ts';
import { startTeam } from './team.ts';
import { startWriting } from './writer.ts';

const perSecond = 100;
const busyWriters = 6;

/** A hundred posts a second into a few chats of a cluster. */
export interface Storm {
  cluster: Cluster;
  record: Record;
  /**
   * The chats into which people write through one process only, and read through another one only: nothing but what
   * comes across, or a look into the database, can show them anything.
   */
  across: ReadonlySet<string>;
  /** Ends the writing; resolves when everything sent is acknowledged. */
  stopWriting(): Promise<void>;
  /** Resolves when every reader holds its chat up to its present head. */
  caughtUp(limit?: number): Promise<void>;
}

/** Most posts go into one chat, through all processes, and are read through all; the others across. */
export async function startStorm(
  { onEnd, say }: Options,
  installation: Parameters<typeof startCluster>[1],
): Promise<Storm> {
  const cluster = await startCluster({ onEnd, say }, installation);
  const { members } = cluster;
  const record = createRecord();
  const socketsOf = (index: number) => () => [members[index % members.length]!.url.replace('http', 'ws')];
  const everywhere = members.map((_, index) => socketsOf(index));
  const busy = await startTeam({ onEnd }, record, {
    urls: cluster.urls,
    sockets: everywhere,
    writers: busyWriters,
  });
  const oneWay = await Promise.all(
    members.map((member, index) =>
      startTeam({ onEnd }, record, {
        urls: () => [member.url],
        sockets: [socketsOf(index + 1)],
        writers: 1,
      }),
    ),
  );
  const teams = [busy, ...oneWay];
  const rate = perSecond / teams.reduce((sum, team) => sum + team.writers.length, 0);
  const writings = teams.flatMap((team) =>
    team.writers.map((person) => startWriting(record, person, team.uri, { perSecond: rate })),
  );
  return {
    cluster,
    record,
    across: new Set(oneWay.map(({ uri }) => uri)),
    stopWriting: async () => void (await Promise.all(writings.map((writing) => writing.stop()))),
    caughtUp: async (limit) => void (await Promise.all(teams.map((team) => team.caughtUp(limit)))),
  };
}
