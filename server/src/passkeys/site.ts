import type { OriginRules } from '../allowed-origins.ts';
import { Refused } from '../errors.ts';

/** Where a passkey belongs: browsers show it nowhere else. */
export interface Site {
  /** The name of the host: the "relying party". */
  id: string;
  /** Of the pages that may ask for it. */
  origins: string[];
}

/** PUBLIC_URL, or, as for other questions of origin, the host that was asked. */
export function siteOf({ publicUrl }: OriginRules, host: string | undefined): Site {
  if (publicUrl !== undefined) {
    const { hostname, origin } = new URL(publicUrl);
    return { id: hostname, origins: [origin] };
  }
  const url = URL.parse(`http://${host}`);
  if (host === undefined || !url) throw new Refused('malformed', 'Say which host you ask.');
  return { id: url.hostname, origins: [`http://${host}`, `https://${host}`] };
}
