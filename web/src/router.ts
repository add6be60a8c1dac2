import { createRouter, createWebHistory } from 'vue-router';
import { nextPath } from './next-path.ts';
import type { useSession } from './stores/session.ts';

const chatsPage = () => import('./pages/ChatsPage.vue');

/** Which page stands at which address, and who may see it. */
export function createPages(session: ReturnType<typeof useSession>) {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', redirect: '/chats' },
      { path: '/auth', name: 'auth', component: () => import('./pages/AuthPage.vue') },
      // A chat's address is its invitation: the page itself receives those who aren't signed in.
      { path: '/chats/:uri?', name: 'chats', component: chatsPage },
      { path: '/:rest(.*)*', name: 'nothing', component: () => import('./pages/NothingPage.vue') },
    ],
  });

  // Fetched at the same time as the answer to who is signed in.
  if (!location.pathname.startsWith('/auth')) void chatsPage();

  router.beforeEach(async (to) => {
    await session.restore();
    if (to.name === 'auth') return session.state === 'in' ? nextPath(to) : true;
    const isInvitation = to.name === 'chats' && Boolean(to.params['uri']);
    if (session.state === 'in' || isInvitation) return true;
    return { name: 'auth', query: to.path === '/chats' ? {} : { next: to.fullPath } };
  });
  return router;
}
