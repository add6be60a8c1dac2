import type { Page } from '@playwright/test';

interface Kept {
  uri: string;
  texts: string[];
}

/** The chats that a page keeps in the browser with their messages. It writes a second after a change. */
export function keptChats(page: Page, database = 'chatire-kept'): Promise<Kept[]> {
  return page.evaluate(async (wanted) => {
    // Asking for it must not make it.
    const all = await indexedDB.databases();
    if (!all.some(({ name }) => name === wanted)) return [];
    return await new Promise<Kept[]>((resolve) => {
      const opening = indexedDB.open(wanted);
      opening.addEventListener('success', () => {
        const chats = opening.result.transaction('chats').objectStore('chats').getAll();
        chats.addEventListener('success', () => {
          opening.result.close();
          const opened = chats.result.filter(({ messages }) => messages);
          resolve(
            opened.map(({ chat, messages }) => ({
              uri: chat.uri,
              texts: messages.map(({ message }: { message: string }) => message),
            })),
          );
        });
      });
    });
  }, database);
}

export const kept = async (page: Page): Promise<string[]> => (await keptChats(page)).map(({ uri }) => uri);
