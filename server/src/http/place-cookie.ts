import type { PublicPlace } from '../public-place.ts';

/**
 * `__Host-` binds a cookie to this very host: no neighbour can plant one. It wants https and the path `/`. On a host that others share,
 * the cookie stays with our path instead.
 */
export function placeCookie({ secure, path }: PublicPlace, plainName: string, plainPath = '/') {
  if (!secure) return { name: plainName, path: path + plainPath, secure };
  return path === ''
    ? { name: `__Host-${plainName}`, path: '/', secure }
    : { name: `__Secure-${plainName}`, path: `${path}/`, secure };
}
