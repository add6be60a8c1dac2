import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

interface Wish {
  origin: string;
  /** Of the relying party, when it isn't the one that asks. */
  site?: string;
  /** false: nobody has shown to be its owner. */
  verified?: boolean;
}
export type PasskeyDevice = ReturnType<typeof createPasskeyDevice>;

/** A device that holds one passkey (WebAuthn, ES256), and does whatever it is told. */
export function createPasskeyDevice() {
  const id = randomBytes(16);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credential = { id: text(id), rawId: text(id), type: 'public-key' };
  const device = { id: text(id), counter: 0, owner: '', make, answer };

  function make(options: Options, { origin, site = options.rp?.id ?? '', verified = true }: Wish) {
    device.owner = options.user?.id ?? '';
    const key = Buffer.concat([
      // The map of COSE: its kind (EC2), its algorithm (ES256), its curve (P-256), x and y.
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
    const data = Buffer.concat([dataOf(site, (verified ? 0x04 : 0) | 0x41, device.counter), attested]);
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'),
      Buffer.from([data.length >> 8, data.length & 0xff]),
      data,
    ]);
    const clientDataJSON = text(said('webauthn.create', options.challenge, origin));
    const response = {
      clientDataJSON,
      attestationObject: text(attestationObject),
      transports: ['internal'],
    };
    return { ...credential, response };
  }

  function answer(options: Options, { origin, site = options.rpId ?? '', verified = true }: Wish) {
    const authenticatorData = dataOf(site, (verified ? 0x04 : 0) | 0x01, device.counter);
    const clientDataJSON = said('webauthn.get', options.challenge, origin);
    const hash = createHash('sha256').update(clientDataJSON).digest();
    const signature = createSign('sha256')
      .update(Buffer.concat([authenticatorData, hash]))
      .sign(privateKey);
    const response = {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: device.owner || null,
    };
    return { ...credential, response };
  }
  return device;
}

export interface Options {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
  user?: { id: string };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

const said = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

function dataOf(site: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash('sha256').update(site).digest(), Buffer.from([flags]), count]);
}
