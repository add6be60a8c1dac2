import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { limits, type NewCredential } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import { provePassword } from '../accounts/prove-password.ts';
import { findAccount, lockPasswordHash } from '../accounts/user-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { proveCode } from '../second-step/prove-code.ts';
import type { TotpParts } from '../second-step/set-up-totp.ts';
import { findTotp } from '../second-step/totp-store.ts';
import { insertPasskey, selectPasskeys } from './passkey-store.ts';
import type { Site } from './site.ts';
import { useChallenge, type Asked } from './use-challenge.ts';

/** EdDSA, ES256 and RS256: one of them every device has. */
const algorithms = [-8, -7, -257];

/** What the browser has to ask of a device. It has to make sure who its owner is, since nothing else is asked for later. */
export async function beginPasskey(
  { seal, ...parts }: TotpParts,
  signedIn: SignedIn,
  { password, code }: { password?: string | undefined; code?: string | undefined },
  { id }: Site,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await provePassword(parts, signedIn, password, 'password');
  const { user } = signedIn;
  // It will stand for both steps, so it wants both.
  if ((await findTotp(parts.db, user.id))?.is_on) {
    if (code === undefined) throw new InvalidInput({ code: ['This field is required.'] });
    const attempt = await parts.claimTry({ kind: 'code', of: user.id });
    await proveCode({ db: parts.db, seal }, user.id, code);
    await attempt.succeeded();
  }
  const passkeys = await selectPasskeys(parts.db, user.id);
  if (passkeys.length >= limits.passkeysOfUser) throw tooMany();
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  return generateRegistrationOptions({
    rpName: id,
    rpID: id,
    userID: new Uint8Array(Buffer.from(String(user.id))),
    userName: user.username,
    userDisplayName: user.name,
    timeout: limits.passkeyChallenge,
    excludeCredentials: passkeys.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

export async function addPasskey(
  db: Database,
  { user, sessionId }: SignedIn,
  asked: Asked | undefined,
  { name, credential }: { name: string; credential: NewCredential },
  site: Site,
): Promise<void> {
  const challenge = await useChallenge(db, asked, sessionId);
  const made = await madeFor(challenge, credential, site);
  const { transports } = credential.response;
  try {
    await transaction(db, async (tx) => {
      // Two at the same time count each other, and an account that was deleted meanwhile gets none.
      await lockPasswordHash(tx, user.id);
      if ((await findAccount(tx, user.id))?.kind !== 'account')
        throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
      if ((await selectPasskeys(tx, user.id)).length >= limits.passkeysOfUser) throw tooMany();
      const { id, publicKey, counter } = made;
      const key = { credential_id: id, public_key: Buffer.from(publicKey), counter };
      await insertPasskey(tx, { ...key, user_id: user.id, transports, name });
    });
  } catch (error) {
    if (isTaken(error, 'passkeys_credential_id_key'))
      throw new Refused('conflict', 'This passkey is here already.');
    throw error;
  }
}

async function madeFor(challenge: string, credential: NewCredential, site: Site) {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  // The library throws at whatever isn't as it should be.
  const result = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: site.origins,
    expectedRPID: site.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined);
  if (!result?.verified) throw new InvalidInput({ credential: ['This passkey was not accepted.'] });
  return result.registrationInfo.credential;
}

function tooMany(): Refused {
  return new Refused('conflict', `There are ${limits.passkeysOfUser} passkeys. Remove one first.`);
}
