import type { Bench } from '../bench.ts';
import { backup } from './backup.ts';
import { chats } from './chats.ts';
import { cluster } from './cluster.ts';
import { connect } from './connect.ts';
import { fanout } from './fanout.ts';
import { footprint } from './footprint.ts';
import { history } from './history.ts';
import { idle } from './idle.ts';
import { jobs } from './jobs.ts';
import { page } from './page.ts';
import { path } from './path.ts';
import { write } from './write.ts';

export const benches: readonly Bench[] = [
  fanout,
  chats,
  idle,
  connect,
  write,
  path,
  cluster,
  history,
  page,
  footprint,
  backup,
  jobs,
];
