import type { Bench } from '../bench.ts';
import { fanout } from './fanout.ts';

export const benches: readonly Bench[] = [fanout];
