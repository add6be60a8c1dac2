import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { SignInFailed } from './sign-in-failed.ts';

/** Errors of the library hold what was sent and received, so nothing but their names is kept. */
export function failureOf(error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error;
  if (error instanceof AuthorizationResponseError)
    return new SignInFailed(refusals.has(error.error) ? 'refused' : 'unreachable', `it said ${error.error}`);
  if (error instanceof ResponseBodyError)
    return new SignInFailed(
      error.error === 'invalid_grant' ? 'lost' : 'unreachable',
      `it answered ${error.error} with status ${error.status}`,
    );
  if (error instanceof ClientError)
    return new SignInFailed(forged.has(error.code ?? '') ? 'lost' : 'unreachable', error.message);
  return new SignInFailed('unreachable', error instanceof Error ? error.message : 'it gave no answer');
}

/** The person's own no, as opposed to a provider that isn't well. */
const refusals = new Set(['access_denied', 'login_required', 'consent_required', 'interaction_required']);

/** What comes of an answer that isn't the one to our question: another state, another nonce, another signature. */
const forged = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);
