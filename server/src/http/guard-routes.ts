import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { needsOf, openNeeds, serverNeeds, type Need, type ServerRole } from '@chatire/protocol';

/**
 * Each route added from now on asks of its callers what the table of permissions says: there is no sign-in to forget. One that isn't in
 * the table keeps the server from starting. The page's files, which everybody may have, are no calls of the interface.
 */
export function guardRoutes(app: FastifyInstance, guards: Guards): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'OPTIONS') continue;
      const needs = needsOf(method === 'HEAD' ? 'GET' : method, tableName(route.url));
      if (needs === undefined) {
        if (isPageFile(method, route.url)) continue;
        throw new Error(`The table of permissions has no row for ${method} ${route.url}.`);
      }
      const guard = guardOf(Object.values(needs), guards);
      if (guard) route.onRequest = [guard, ...[route.onRequest ?? []].flat()];
    }
  });
}

export interface Guards {
  signIn: onRequestAsyncHookHandler;
  serverRole(roles: readonly ServerRole[]): onRequestAsyncHookHandler;
}

/** Where the uses of a route need different roles, its handler looks at the rest. */
function guardOf(needs: readonly Need[], guards: Guards): onRequestAsyncHookHandler | undefined {
  const roles = needs.flatMap((need) => serverNeeds[need] ?? []);
  if (roles.length > 0) return guards.serverRole(roles);
  return needs.every((need) => openNeeds.includes(need)) ? undefined : guards.signIn;
}

/** The pages about the interface are many files of one library. */
export const tableName = (url: string) => (url.startsWith('/api/docs') ? '/api/docs*' : url);

function isPageFile(method: string, url: string): boolean {
  return (method === 'GET' || method === 'HEAD') && !/^\/(api|auth|health|metrics|ws)(\/|$)/.test(url);
}
