import { Secret, TOTP } from 'otpauth';
import type { Database } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { takeRecoveryCode } from './recovery-code-store.ts';
import type { Seal } from './seal.ts';
import { findTotp, useStep } from './totp-store.ts';

export interface CodeParts {
  db: Database;
  seal: Seal;
}

/** What apps take for granted (RFC 6238). */
export const totpForm = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Half minutes that a clock may be wrong, to either side. */
const window = 1;

/** Uses up a code of the app or a recovery code. The caller limits tries. */
export async function proveCode(
  { db, seal }: CodeParts,
  userId: number,
  code: string,
  { setUp = false } = {},
): Promise<void> {
  const digits = code.replaceAll(/\s/g, '');
  const right = /^\d{6}$/.test(digits)
    ? await useAppCode({ db, seal }, userId, digits, setUp)
    : !setUp && (await takeRecoveryCode(db, userId, hashRecoveryCode(code)));
  if (!right) throw new InvalidInput({ code: ['This code is not right, or was used before.'] });
}

async function useAppCode(
  { db, seal }: CodeParts,
  userId: number,
  token: string,
  setUp: boolean,
): Promise<boolean> {
  const totp = await findTotp(db, userId);
  if (!totp || totp.is_on === setUp) return false;
  const secret = new Secret({ buffer: new Uint8Array(seal.open(totp.sealed_secret, userId)).buffer });
  const now = Date.now();
  const delta = TOTP.validate({ ...totpForm, token, secret, window, timestamp: now });
  return (
    delta !== null && useStep(db, userId, TOTP.counter({ period: totpForm.period, timestamp: now }) + delta)
  );
}
