import { until } from '@vueuse/core';
import type { Connection } from '../connection/index.ts';
import { useChats } from './chats.ts';
import { useLive } from './live.ts';

/** Milliseconds after which the first look shows bones where something is still on its way. */
const patience = 250;

/** Asks who is there, and at once for what they will see at this address, before the page is even set up. */
export async function askAhead({ api, tokens }: Connection, path: string): Promise<void> {
  const uri = /^\/chats\/([^/]+)(?:\/\d+)?$/.exec(path)?.[1] ?? '';
  if (path.startsWith('/auth')) return;
  const renewal = await tokens.renew();
  if (renewal === 'renewed') api.askAhead(uri);
  else if (renewal === 'ended' && uri) api.askInvitationAhead(uri);
}

/** Takes the list and the chat that the page opens with in, so that they needn't be drawn twice. What fails is tried in its place. */
export async function loadFirstLook({ api }: Connection, uri: string): Promise<void> {
  const chats = useChats();
  // Its beginning loads the list.
  useLive();

  async function loadChat() {
    if (uri && (await chats.loadDetails(uri))) await chats.loadMessages(uri);
  }
  const listIsThere = until(() => chats.listState).not.toBe('loading');
  const all = Promise.all([loadChat().catch(() => {}), listIsThere]).finally(api.forgetAhead);
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, patience))]);
}
