import { makeCheckToken } from '../installation/check-token.ts';
import { ask, codeOf, reasonOf, type Answered } from './ask.ts';
import { checkSockets } from './check-sockets.ts';
import { findingsAbout, type Finding } from './finding.ts';
import { judgeArrival } from './judge-arrival.ts';

const about = findingsAbout('Address');
const oneDay = 86_400_000;

/**
 * Asks the server by the address that people use, through whatever stands before it. Without the secret of the database, what the server
 * sees of a request can't be asked for.
 */
export async function checkProxy(publicUrl: string, secret: Uint8Array | undefined): Promise<Finding[]> {
  const base = new URL(publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  const findings: Finding[] = [];
  let insecure = false;
  let alive: Answered;
  try {
    alive = await ask(new URL('health/live', base)).catch((error: unknown) => {
      const advice = certificates[codeOf(error)];
      if (advice === undefined) throw error;
      findings.push(about.wrong(`Browsers refuse ${base.origin} (${codeOf(error)}).`, advice));
      insecure = true;
      return ask(new URL('health/live', base), { insecure });
    });
  } catch (error) {
    const advice =
      'Start the proxy, or set PUBLIC_URL to the address that people use. Look at the name in the DNS and at the firewall.';
    return [about.wrong(`${publicUrl} can't be reached from this machine (${reasonOf(error)}).`, advice)];
  }
  const wrong = judgeLife(alive, publicUrl);
  if (wrong) return [...findings, wrong];
  if (!insecure) findings.push(judgeCertificate(alive, base));
  findings.push(await checkSockets(base, insecure));
  findings.push(judgeHeaders(alive));
  findings.push(judgeMetrics(await ask(new URL('metrics', base), { insecure })));
  if (!secret) return findings;
  const asked = await ask(new URL('health/check', base), {
    insecure,
    headers: {
      'x-chatire-check': makeCheckToken(secret),
      'x-forwarded-for': forged,
      authorization: 'Bearer check',
      cookie: 'check=1',
    },
  });
  return [...findings, ...judgeArrival(asked, forged)];
}

/** An address that nobody has (RFC 5737): if the server believes it, it would believe anything. */
const forged = '203.0.113.7';

function judgeLife({ status, headers, text }: Answered, publicUrl: string): Finding | undefined {
  if (status >= 300 && status < 400)
    return about.wrong(
      `${publicUrl} leads on to ${headers.location}.`,
      'Set PUBLIC_URL to the address at which people end.',
    );
  if (status >= 502 && status <= 504)
    return about.wrong(
      `The proxy at ${publicUrl} answers ${status}: it doesn't reach the server.`,
      'Start the server, and let the proxy pass requests to its HOST and PORT.',
    );
  if (status !== 200 || text !== '{"status":"ok"}')
    return about.wrong(
      `At ${publicUrl} something else than Chatire answers (${status}).`,
      'Let the proxy pass everything below this address on, with the path as it is documented in docs/operating.md.',
    );
  return undefined;
}

function judgeCertificate({ certificateEnds: ends }: Answered, { protocol, origin, hostname }: URL): Finding {
  if (protocol === 'http:')
    return hostname === 'localhost' || hostname.startsWith('127.')
      ? about.well(`${origin} answers.`)
      : about.doubtful(
          `${origin} answers without https: others on the way can read everything, and browsers keep notifications, passkeys and the clipboard back.`,
          'Put a proxy with a certificate before it, and set PUBLIC_URL to its https:// address.',
        );
  const days = Math.floor(((ends?.getTime() ?? 0) - Date.now()) / oneDay);
  const sentence = `${origin} answers, with a certificate that is good for ${days} days.`;
  if (days >= 14) return about.well(sentence);
  return about.doubtful(
    sentence,
    'See why it is not renewed by itself: usually that happens a month before its end.',
  );
}

function judgeHeaders({ headers }: Answered): Finding {
  const missing = ['content-security-policy', 'x-content-type-options', 'x-request-id'].filter(
    (name) => headers[name] === undefined,
  );
  if (missing.length === 0) return about.well('The headers of answers come through.');
  return about.wrong(
    `On the way out the proxy takes away ${missing.join(', ')}.`,
    'Let it leave the headers of answers as they are: they keep browsers from running what does not belong to the page.',
  );
}

function judgeMetrics({ status }: Answered): Finding {
  if (status !== 200) return about.well('/metrics is not shown to visitors.');
  return about.wrong(
    'Everybody can read /metrics by this address.',
    'Set METRICS_TOKEN, or let the proxy answer 404 at /metrics, and say X-Forwarded-For.',
  );
}

const chain = 'Give the proxy the whole chain of certificates (often called fullchain.pem).';
const certificates: Record<string, string> = {
  CERT_HAS_EXPIRED: 'The certificate has ended: renew it, and let the proxy load it anew.',
  CERT_NOT_YET_VALID: 'The certificate begins later: look at the clocks of this machine and of who made it.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name: get one for the host of PUBLIC_URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The certificate was made by itself: get one that browsers know, from Let’s Encrypt for example. One of your own authority: name it in NODE_EXTRA_CA_CERTS for this check.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The authority is your own: name it in NODE_EXTRA_CA_CERTS for this check.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: chain,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: chain,
};
