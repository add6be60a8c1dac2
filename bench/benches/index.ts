import type { Bench } from '../bench.ts';
import { fanout } from './fanout.ts';
import { write } from './write.ts';

export const benches: readonly Bench[] = [fanout, write];
