import { z } from 'zod';
import { isLoopback } from './config-addresses.ts';
import { StartupError } from './startup-error.ts';

export interface OpenIdConfig {
  /** As the provider writes it: some end with a slash. */
  issuer: string;
  clientId: string;
  /** Without it, the provider knows Chatire as a public client. */
  clientSecret: string | undefined;
  /** What people call the provider. */
  name: string;
  /** Where the provider sends people back to. */
  redirectUri: string;
}

export const openIdEnvironment = {
  OIDC_ISSUER: z
    .string()
    .refine(isIssuer, {
      error:
        'OIDC_ISSUER is not the address of an OpenID provider: set it to one that begins with https://, such as https://login.example.org.',
    })
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z
    .string()
    .max(40, 'OIDC_NAME is too long for a button: write at most 40 characters.')
    .optional(),
};

type Settings = z.infer<z.ZodObject<typeof openIdEnvironment>>;

export function openIdOf(settings: Settings, publicUrl: string | undefined): OpenIdConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET, OIDC_NAME } = settings;
  const first = Object.keys(openIdEnvironment).find((name) => settings[name as keyof Settings] !== undefined);
  if (first === undefined) return undefined;
  if (issuer === undefined)
    throw new StartupError(
      `${first} is set, and OIDC_ISSUER isn't: set it to the address of the provider, or remove ${first}.`,
    );
  if (clientId === undefined)
    throw new StartupError('OIDC_ISSUER needs OIDC_CLIENT_ID: set it to what the provider calls Chatire.');
  if (publicUrl === undefined)
    throw new StartupError(
      'OIDC_ISSUER needs PUBLIC_URL, since the provider sends people back to it: set it to the address that people use.',
    );
  return {
    issuer,
    clientId,
    clientSecret: OIDC_CLIENT_SECRET,
    name: OIDC_NAME ?? new URL(issuer).host,
    redirectUri: `${publicUrl}/auth/openid/callback/`,
  };
}

/** Tokens go there and back: over https, but for a provider on this machine. */
function isIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
