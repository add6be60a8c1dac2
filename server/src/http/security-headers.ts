import type { PublicPlace } from '../public-place.ts';

/** Everything from the own origin only, nothing inline, no framing. */
const ownOriginOnly = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/** No text becomes a script, but by Vue for what stands in its templates, and by us for the address of the worker. */
const noTextIsScript = "require-trusted-types-for 'script';trusted-types vue service-worker";

/**
 * What every answer carries, errors and those of the router too; a route may say otherwise. Written out here, so that it can be read and
 * holds for answers that no hook sees.
 */
export function securityHeaders(url: string, { secure, path }: PublicPlace): Record<string, string> {
  // The library that shows the interface does without trusted types.
  const isDocs = url.startsWith('/api/docs');
  return {
    'content-security-policy': isDocs ? ownOriginOnly : `${ownOriginOnly};${noTextIsScript}`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-resource-policy': 'same-origin',
    // Answers hold tokens and what people write. What may be kept says so itself.
    'cache-control': 'no-store',
    ...(secure && onlyOverHttps),
    // Of a host that others share, only the proxy knows whether all of it is there by https.
    ...(secure && path === '' && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

const onlyOverHttps = {
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
};
