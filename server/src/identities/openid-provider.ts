import * as openid from 'openid-client';
import type { OpenIdConfig } from '../config-openid.ts';
import { isLoopback } from '../config-addresses.ts';
import { failureOf } from './openid-failures.ts';
import { personOf, type Person } from './person.ts';
import { SignInFailed } from './sign-in-failed.ts';

/** What only the browser that began may bring back; it keeps them sealed. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

export interface OpenIdProvider {
  name: string;
  issuer: string;
  /** Where to send somebody, and what to hold their answer against. */
  begin(): Promise<{ url: string; checks: Checks }>;
  /** Who came back with this query. Throws `SignInFailed`. */
  finish(query: string, checks: Checks): Promise<Person>;
}

/** Seconds that the provider has for each answer. */
const patience = 5;

/** It is asked how to talk with it when somebody first wants to sign in, and again after it was away: it may be down at our start. */
export function createOpenIdProvider(config: OpenIdConfig): OpenIdProvider {
  let found: Promise<openid.Configuration> | undefined;

  function discover(): Promise<openid.Configuration> {
    return (found ??= ask(config).catch((error: unknown) => {
      found = undefined;
      throw failureOf(error);
    }));
  }

  return {
    name: config.name,
    issuer: config.issuer,
    async begin() {
      const provider = await discover();
      const checks = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      };
      const url = openid.buildAuthorizationUrl(provider, {
        redirect_uri: config.redirectUri,
        scope: 'openid profile email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, checks };
    },
    async finish(query, { state, nonce, verifier }) {
      const provider = await discover();
      const answer = new URL(`${config.redirectUri}?${query}`);
      try {
        const tokens = await openid.authorizationCodeGrant(provider, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
        });
        const claims = tokens.claims();
        if (!claims) throw new SignInFailed('lost', 'the answer has no ID token');
        const { userinfo_endpoint } = provider.serverMetadata();
        const more = userinfo_endpoint
          ? await openid.fetchUserInfo(provider, tokens.access_token, claims.sub)
          : {};
        return personOf({ ...claims, ...more });
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

async function ask({ issuer, clientId, clientSecret }: OpenIdConfig): Promise<openid.Configuration> {
  const url = new URL(issuer);
  const authentication = clientSecret === undefined ? openid.None() : undefined;
  const execute = [openid.enableNonRepudiationChecks];
  if (isLoopback(url.hostname)) execute.push(openid.allowInsecureRequests);
  return openid.discovery(url, clientId, clientSecret, authentication, { timeout: patience, execute });
}
