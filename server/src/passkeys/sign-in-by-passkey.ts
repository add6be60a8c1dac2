import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { limits, type ShownCredential } from '@chatire/protocol';
import { rememberDevice } from '../accounts/remember-device.ts';
import type { SignedInHere, SignInParts, Visitor } from '../accounts/sign-in.ts';
import { startSession } from '../accounts/start-session.ts';
import { transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { countUse, findPasskey, type PasskeyRow } from './passkey-store.ts';
import type { Site } from './site.ts';
import { useChallenge, type Asked } from './use-challenge.ts';

/** Names no passkey: the device shows those that it has for this site. */
export async function askForPasskey({ id }: Site): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  return generateAuthenticationOptions({
    rpID: id,
    timeout: limits.passkeyChallenge,
    userVerification: 'required',
  });
}

/**
 * Both steps at once: who has the device, and has shown to it by a finger, a face or a PIN to be its owner. One answer for a passkey that
 * isn't known and for one whose answer is wrong.
 */
export async function signInByPasskey(
  { db, tokens, claimTry }: Omit<SignInParts, 'seal'>,
  asked: Asked | undefined,
  credential: ShownCredential,
  site: Site,
  visitor: Visitor,
): Promise<SignedInHere> {
  const challenge = await useChallenge(db, asked, null);
  const attempt = await claimTry({ kind: 'address', of: visitor.address });
  const passkey = await findPasskey(db, credential.id);
  const counter = passkey && (await counterOf(passkey, challenge, credential, site));
  if (!passkey || counter === undefined) throw notAccepted();
  const session = await transaction(db, async (tx) => {
    // Held meanwhile: once it is removed, it starts nothing any more.
    if (!(await countUse(tx, passkey.id, counter))) throw notAccepted();
    return startSession(tx, tokens, passkey.user_id, visitor.userAgent);
  });
  await attempt.succeeded();
  return { ...session, device: await rememberDevice(db, passkey.user_id, visitor.device) };
}

/** As far as the device has counted; nothing when the answer is wrong. */
async function counterOf(
  { user_id, public_key, counter }: PasskeyRow,
  challenge: string,
  { response: { userHandle, ...answer }, ...credential }: ShownCredential,
  site: Site,
): Promise<number | undefined> {
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== String(user_id)) return undefined;
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  // The library throws at whatever isn't as it should be.
  const result = await verifyAuthenticationResponse({
    response: { ...credential, response: answer, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: site.origins,
    expectedRPID: site.id,
    credential: { id: credential.id, publicKey: new Uint8Array(public_key), counter },
    requireUserVerification: true,
  }).catch(() => undefined);
  return result?.verified ? result.authenticationInfo.newCounter : undefined;
}

function notAccepted(): Refused {
  return new Refused('wrong_credentials', 'This passkey is not known here, or was not accepted.');
}
