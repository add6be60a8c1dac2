import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Makes what the server has to read again unreadable where it is stored. Bound to one user: another's row opens nothing. */
export interface Seal {
  close(bytes: Uint8Array, userId: number): Buffer;
  open(sealed: Buffer, userId: number): Buffer;
}

const [ivBytes, tagBytes] = [12, 16];

/**
 * AES-256-GCM. The key comes from the installation's secret, which is in the same database. So this helps against who reads some tables
 * or rows, as by a hole in a query, a log or a partial copy; not against who has the whole database.
 */
export function createSeal(secret: Uint8Array): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'chatire second step', 32));
  return {
    close(bytes, userId) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(String(userId)));
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, userId) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(String(userId))).setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
    },
  };
}
