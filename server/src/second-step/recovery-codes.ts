import { createHash } from 'node:crypto';
import { Secret } from 'otpauth';
import type { Transaction } from '../database/database.ts';
import { deleteRecoveryCodes, insertRecoveryCodes } from './recovery-code-store.ts';

/** Ten new ones in the place of those before, as `ABCD-EFGH-IJKL-MNOP`: 80 random bits each. They are shown once. */
export async function replaceRecoveryCodes(tx: Transaction, userId: number): Promise<string[]> {
  const codes = Array.from({ length: 10 }, () => new Secret({ size: 10 }).base32);
  await deleteRecoveryCodes(tx, userId);
  await insertRecoveryCodes(tx, userId, codes.map(hashRecoveryCode));
  return codes.map((code) => code.match(/.{4}/g)?.join('-') ?? code);
}

/** However somebody writes it down and types it. A fast hash is enough for 80 random bits. */
export function hashRecoveryCode(code: string): Buffer {
  const letters = code
    .toUpperCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll(/[^A-Z2-7]/g, '');
  return createHash('sha256').update(letters).digest();
}
