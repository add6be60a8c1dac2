import type { RouteLocationNormalized } from 'vue-router';

/** Where someone wanted to go before signing in; only within this page. */
export function nextPath(route: RouteLocationNormalized): string {
  const next = route.query['next'];
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/chats';
}
