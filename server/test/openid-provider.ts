import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type ClientMetadata } from 'oidc-provider';

export interface TestProvider {
  issuer: string;
  /** Settings of a server that takes its accounts. */
  env: { OIDC_ISSUER: string; OIDC_CLIENT_ID: string; OIDC_CLIENT_SECRET: string; OIDC_NAME: string };
  /** What it knows of people, by `sub`. Whoever isn't in it has no more than that. */
  people: Map<string, Record<string, unknown>>;
  /** As if it were away; its address stays. */
  away: boolean;
  stop(): Promise<void>;
}

/** A real OpenID provider on loopback, with forms that take anybody by any password. */
export async function startOpenIdProvider(chatire: string): Promise<TestProvider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client: ClientMetadata = {
    client_id: 'chatire',
    client_secret: 'a secret of the tests',
    redirect_uris: [`${chatire}/auth/openid/callback/`],
  };
  const people = new Map<string, Record<string, unknown>>();
  const provider = new Provider(issuer, {
    clients: [client],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['a key of the tests'] },
  });
  const answer = provider.callback();
  const test: TestProvider = {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'chatire',
      OIDC_CLIENT_SECRET: 'a secret of the tests',
      OIDC_NAME: 'Harbour School',
    },
    people,
    away: false,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('request', (request, response) => {
    if (test.away) response.destroy();
    else void answer(request, response);
  });
  return test;
}
