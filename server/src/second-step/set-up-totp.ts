import { Secret, TOTP } from 'otpauth';
import type { SignedIn } from '../accounts/authenticate.ts';
import { provePassword, type ProofParts } from '../accounts/prove-password.ts';
import { transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { proveCode, totpForm, type CodeParts } from './prove-code.ts';
import { replaceRecoveryCodes } from './recovery-codes.ts';
import { removeCodes } from './remove-second-step.ts';
import { findTotp, putTotp } from './totp-store.ts';

export type TotpParts = ProofParts & CodeParts;

/** Gives what an app needs. Nothing is asked for until a code of it has been sent back. */
export async function beginTotp(
  { seal, ...parts }: TotpParts,
  signedIn: SignedIn,
  password: string,
  issuer: string,
): Promise<{ secret: string; uri: string }> {
  const { user } = signedIn;
  if ((await provePassword(parts, signedIn, password, 'password')) === null)
    throw new Refused('conflict', 'Choose a password first: codes are asked for besides it.');
  const secret = new Secret({ size: 20 });
  if (!(await putTotp(parts.db, user.id, seal.close(secret.bytes, user.id))))
    throw new Refused('conflict', 'Codes are on already.');
  const uri = new TOTP({ ...totpForm, secret, issuer, label: user.username }).toString();
  return { secret: secret.base32, uri };
}

/** From now on a code is asked for. Gives recovery codes, for the day on which the app is lost. */
export async function confirmTotp(parts: TotpParts, { user }: SignedIn, code: string): Promise<string[]> {
  const totp = await findTotp(parts.db, user.id);
  if (!totp || totp.is_on) throw new Refused('conflict', 'No codes are being set up.');
  const attempt = await parts.claimTry({ kind: 'code', of: user.id });
  const codes = await transaction(parts.db, async (tx) => {
    await proveCode({ db: tx, seal: parts.seal }, user.id, code, { setUp: true });
    return replaceRecoveryCodes(tx, user.id);
  });
  await attempt.succeeded();
  return codes;
}

export async function renewRecoveryCodes(
  parts: TotpParts,
  signedIn: SignedIn,
  proof: { password: string; code: string },
): Promise<string[]> {
  await proveBoth(parts, signedIn, proof);
  return transaction(parts.db, (tx) => replaceRecoveryCodes(tx, signedIn.user.id));
}

export async function endTotp(
  parts: TotpParts,
  signedIn: SignedIn,
  proof: { password: string; code: string },
): Promise<void> {
  await proveBoth(parts, signedIn, proof);
  await transaction(parts.db, (tx) => removeCodes(tx, signedIn.user.id));
}

async function proveBoth(
  { seal, ...parts }: TotpParts,
  signedIn: SignedIn,
  { password, code }: { password: string; code: string },
): Promise<void> {
  const { user } = signedIn;
  if (!(await findTotp(parts.db, user.id))?.is_on) throw new Refused('conflict', 'Codes are off.');
  await provePassword(parts, signedIn, password, 'password');
  const attempt = await parts.claimTry({ kind: 'code', of: user.id });
  await proveCode({ db: parts.db, seal }, user.id, code);
  await attempt.succeeded();
}
