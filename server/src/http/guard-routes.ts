import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { needsOf, openNeeds } from '@chatire/protocol';

/**
 * Each route added from now on asks of its callers what the table of permissions says: there is no sign-in to forget. One that isn't in
 * the table keeps the server from starting. The page's files, which everybody may have, are no calls of the interface.
 */
export function guardRoutes(app: FastifyInstance, requireSignIn: onRequestAsyncHookHandler): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'OPTIONS') continue;
      const needs = needsOf(method === 'HEAD' ? 'GET' : method, tableName(route.url));
      if (needs === undefined) {
        if (isPageFile(method, route.url)) continue;
        throw new Error(`The table of permissions has no row for ${method} ${route.url}.`);
      }
      const isOpen = Object.values(needs).every((need) => openNeeds.includes(need));
      if (!isOpen) route.onRequest = [requireSignIn, ...[route.onRequest ?? []].flat()];
    }
  });
}

/** The pages about the interface are many files of one library. */
export const tableName = (url: string) => (url.startsWith('/api/docs') ? '/api/docs*' : url);

function isPageFile(method: string, url: string): boolean {
  return (method === 'GET' || method === 'HEAD') && !/^\/(api|auth|health|metrics|ws)(\/|$)/.test(url);
}
