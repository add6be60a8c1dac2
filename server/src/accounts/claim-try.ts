import { createHash } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { TooManyTries } from '../errors.ts';
import { countTry, deleteTries, findWait, takeBackTry, type Allowance } from './tries-store.ts';

/** Who a try is counted for. */
export type Subject =
  | { kind: 'address' | 'name' | 'mail'; of: string }
  /** A browser in which this user has signed in before. */
  | { kind: 'device'; of: string; userId: number }
  /** Somebody who is signed in already: tries at the password, and at codes. */
  | { kind: 'person' | 'code'; of: number }
  /** A link that wants a password: everybody who has it counts together. */
  | { kind: 'link'; of: number };

export interface Try {
  /** Forgets it, and the failures before it. A try that failed stays by itself. */
  succeeded(): Promise<void>;
  /** Takes it back, and nothing else: there is more to come. */
  undecided(): Promise<void>;
}

/** Minutes in which one failure is forgotten. Of a whole school behind one address, many mistype. */
const allowances: Record<Subject['kind'], Allowance> = {
  name: { free: 5, ebb: 15 },
  device: { free: 5, ebb: 15 },
  person: { free: 5, ebb: 15 },
  code: { free: 5, ebb: 15 },
  address: { free: 100, ebb: 1 },
  /** Mails to one address, which nobody's tries may fill. */
  mail: { free: 2, ebb: 60 },
  link: { free: 50, ebb: 1 },
};

export type ClaimTry = (...subjects: readonly Subject[]) => Promise<Try>;

/**
 * Counts a try before it is made, so that a hundred at once get no more than one by one: after the free ones, the next has to wait
 * 1 s, 2, 4 … up to 15 min. All processes of a cluster count together. Each subject has to allow it.
 */
export function createClaimTry(db: Database): ClaimTry {
  return async (...subjects) => {
    for (const subject of subjects) {
      const key = keyOf(subject);
      if (!(await countTry(db, key, allowances[subject.kind])))
        throw new TooManyTries(await findWait(db, key));
    }
    return {
      async undecided() {
        for (const subject of subjects) await takeBackTry(db, keyOf(subject));
      },
      async succeeded() {
        for (const subject of subjects) {
          // Whoever has an account could make an address clean by it, so there only this one try is taken back.
          if (subject.kind === 'address') await takeBackTry(db, keyOf(subject));
          else await deleteTries(db, keyOf(subject));
        }
      },
    };
  };
}

/** When limits are off. */
export const claimFreely: ClaimTry = async () => ({
  succeeded: async () => undefined,
  undecided: async () => undefined,
});

/** Hashed, since people type passwords into the field for names. */
function keyOf(subject: Subject): Buffer {
  const { kind, of } = subject;
  const whose = subject.kind === 'device' ? [subject.userId] : [];
  return createHash('sha256')
    .update(JSON.stringify([kind, of, ...whose]))
    .digest();
}
