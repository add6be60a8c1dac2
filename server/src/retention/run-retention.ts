import type { Logger } from 'pino';
import { finishDeletions } from '../accounts/finish-deletion.ts';
import { deleteOldMessages, type RetentionParts } from './delete-old-messages.ts';
import { endChats } from './end-chats.ts';

const minute = 60_000;

/** Goes on with deletions of accounts and ends chats every minute, and deletes old messages every hour. Two processes that do so at once do no harm. */
export function runRetention(parts: RetentionParts & { log: Logger }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let minutes = 0;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    try {
      await finishDeletions(parts.db, parts.announce, stopping.signal);
      await endChats(parts.db, parts.announce, stopping.signal);
      if (minutes++ % 60 === 0) await deleteOldMessages(parts, stopping.signal);
    } catch (error) {
      parts.log.warn({ err: error }, 'Could not delete what is too old; it is tried again in a minute.');
      minutes = 0;
    }
    working = undefined;
  }
  const timer = setInterval(() => (working ??= work()), minute);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await working;
    },
  };
}
