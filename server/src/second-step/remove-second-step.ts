import type { Transaction } from '../database/database.ts';
import { deletePasskeysOf } from '../passkeys/passkey-store.ts';
import { deleteRecoveryCodes } from './recovery-code-store.ts';
import { deleteTotp } from './totp-store.ts';

/** Whatever is asked besides the password, or lets somebody in without it. */
export async function removeSecondStep(tx: Transaction, userId: number): Promise<void> {
  await removeCodes(tx, userId);
  await deletePasskeysOf(tx, userId);
}

export async function removeCodes(tx: Transaction, userId: number): Promise<void> {
  await deleteTotp(tx, userId);
  await deleteRecoveryCodes(tx, userId);
}
