import { findEndedSessions, touchSessions, writeHere } from './accounts/session-store.ts';
import type { Database } from './database/database.ts';
import type { Announce } from './log/notices.ts';
import { readHeads, readLog } from './log/read-log.ts';
import { findMemberships, findNewMemberships, findPresentIn } from './members/find-memberships.ts';
import { markRead } from './members/mark-read.ts';
import { createMayWrite } from './members/may-write.ts';
import { readMarks } from './members/read-marks.ts';
import { readTogether } from './read-together.ts';
import type { GatewayParts } from './gateway/gateway.ts';

/** What the gateway asks of the domain. */
export function gatewayReads(db: Database, announce: Announce) {
  const mayWrite = createMayWrite(db);
  return {
    findMemberships: readTogether((userIds: readonly number[]) => findMemberships(db, userIds)),
    findPresentIn: (userId, chatIds) => findPresentIn(db, userId, chatIds),
    findNewMemberships: (userIds, withinSeconds) => findNewMemberships(db, userIds, withinSeconds),
    findEndedSessions: (sessionIds) => findEndedSessions(db, sessionIds),
    readHeads: readTogether((chatIds: readonly number[]) => readHeads(db, chatIds)),
    readLog: (ranges, limit) => readLog(db, ranges, limit),
    touchSessions: (sessionIds) => touchSessions(db, sessionIds),
    writeHere: (here, gone) => writeHere(db, here, gone),
    readMarks: readTogether((chatIds: readonly number[]) => readMarks(db, chatIds)),
    // Without the database nobody is told: a socket isn't closed over typing.
    mayWrite: (userId, chatId) => mayWrite(userId, chatId).catch(() => false),
    markRead: (userId, uri, sequence) => markRead(db, announce, { userId, uri, sequence }),
  } satisfies Partial<GatewayParts>;
}
