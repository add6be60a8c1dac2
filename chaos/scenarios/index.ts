import type { Scenario } from '../scenario.ts';
import { brokerAlarm, brokerDown, brokerFreeze } from './broker-faults.ts';
import { cutLinks } from './cut-links.ts';
import { drain } from './drain.ts';
import { herd } from './herd.ts';
import { killAfterCommit } from './kill-after-commit.ts';
import { killServer } from './kill-server.ts';
import { manyWriters } from './many-writers.ts';
import { sameClientId } from './same-client-id.ts';
import { twoOwners } from './two-owners.ts';

export const scenarios: readonly Scenario[] = [
  killServer,
  killAfterCommit,
  brokerDown,
  brokerAlarm,
  brokerFreeze,
  cutLinks,
  sameClientId,
  manyWriters,
  drain,
  herd,
  twoOwners,
];
