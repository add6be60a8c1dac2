import type { Scenario } from '../scenario.ts';
import { brokerAlarm, brokerDown, brokerFreeze } from './broker-faults.ts';
import { brokerNode } from './broker-node.ts';
import { clock } from './clock.ts';
import { cutLinks } from './cut-links.ts';
import { diskFull } from './disk-full.ts';
import { drain } from './drain.ts';
import { extraFields } from './extra-fields.ts';
import { fuzz } from './fuzz.ts';
import { endedSessions } from './ended-sessions.ts';
import { flood } from './flood.ts';
import { foreignSockets } from './foreign-sockets.ts';
import { herd } from './herd.ts';
import { killAfterCommit } from './kill-after-commit.ts';
import { killDatabase } from './kill-database.ts';
import { killOne } from './kill-one.ts';
import { killServer } from './kill-server.ts';
import { manyWriters } from './many-writers.ts';
import { model } from './model.ts';
import { pictures } from './pictures.ts';
import { rfc6455 } from './rfc6455.ts';
import { removedMember } from './removed-member.ts';
import { sameClientId } from './same-client-id.ts';
import { signInKnownUnknown } from './sign-in-known-unknown.ts';
import { slowReader } from './slow-reader.ts';
import { twoOwners } from './two-owners.ts';
import { unknownOrHidden } from './unknown-or-hidden.ts';

export const scenarios: readonly Scenario[] = [
  killServer,
  killDatabase,
  killAfterCommit,
  killOne,
  brokerDown,
  brokerAlarm,
  brokerFreeze,
  brokerNode,
  cutLinks,
  sameClientId,
  manyWriters,
  slowReader,
  drain,
  herd,
  twoOwners,
  diskFull,
  clock,
  model,
  unknownOrHidden,
  foreignSockets,
  removedMember,
  endedSessions,
  signInKnownUnknown,
  rfc6455,
  extraFields,
  fuzz,
  pictures,
  flood,
];
