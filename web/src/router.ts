import { createRouter, createWebHistory } from 'vue-router';
import { lazyPage } from './lazy.ts';
import { nextPath } from './next-path.ts';
import { ownPlace } from './own-address.ts';
import ChatsPage from './pages/ChatsPage.vue';
import type { useSession } from './stores/session.ts';

interface Beginning {
  /** Finds out who is there. */
  restore(): Promise<unknown>;
  /** Waits for what the page opens with, so that it needn't be drawn twice. */
  firstLook(uri: string): Promise<unknown>;
  /** Waits for what one can sign in by. */
  ways(): Promise<unknown>;
}

/** Which page stands at which address, and who may see it. */
export function createPages(session: ReturnType<typeof useSession>, { restore, firstLook, ways }: Beginning) {
  let isFirst = true;
  const router = createRouter({
    history: createWebHistory(ownPlace),
    routes: [
      { path: '/', redirect: '/chats' },
      { path: '/auth', name: 'auth', component: lazyPage(() => import('./pages/AuthPage.vue')) },
      // A chat's address is its invitation: the page itself receives those who aren't signed in.
      { path: '/chats/:uri?/:sequence(\\d+)?', name: 'chats', component: ChatsPage },
      { path: '/settings', name: 'settings', component: lazyPage(() => import('./pages/SettingsPage.vue')) },
      { path: '/reset', name: 'reset', component: lazyPage(() => import('./pages/ResetPage.vue')) },
      { path: '/terms', name: 'terms', component: lazyPage(() => import('./pages/TermsPage.vue')) },
      { path: '/admin/claim', name: 'claim', component: lazyPage(() => import('./pages/ClaimPage.vue')) },
      { path: '/admin/:section?', name: 'admin', component: lazyPage(() => import('./pages/AdminPage.vue')) },
      { path: '/confirm', name: 'confirm', component: lazyPage(() => import('./pages/MailLinkPage.vue')) },
      {
        path: '/unsubscribe/:token',
        name: 'unsubscribe',
        component: lazyPage(() => import('./pages/MailLinkPage.vue')),
      },
      ...designPages,
      { path: '/:rest(.*)*', name: 'nothing', component: lazyPage(() => import('./pages/NothingPage.vue')) },
    ],
  });

  router.beforeEach(async (to) => {
    if (openPages.has(String(to.name))) return true;
    const uri = String(to.params['uri'] ?? '');
    const known = to.name === 'auth' ? ways() : null;
    await restore();
    if (isFirst && session.state === 'in') await firstLook(uri);
    isFirst = false;
    if (to.name === 'auth' && session.state === 'in') return nextPath(to);
    await known;
    if (to.name === 'auth') return true;
    // The link's secret mustn't get into an address that is asked for: its page keeps it on the way.
    if (to.name === 'claim') return true;
    if (session.state === 'in' || (to.name === 'chats' && uri)) return true;
    return { name: 'auth', query: to.path === '/chats' ? {} : { next: to.fullPath } };
  });
  return router;
}

/** Who stands there by a link needs no sign-in. */
const openPages = new Set(['design', 'reset', 'terms', 'confirm', 'unsubscribe']);

/** Not in what is built for people. */
const designPages = import.meta.env.DEV
  ? [{ path: '/design', name: 'design', component: () => import('./pages/design/DesignPage.vue') }]
  : [];
