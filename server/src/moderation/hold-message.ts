import { limits, type HeldMessage } from '@chatire/protocol';
import { inChat } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { countHeldOf, findHeldByClientId, insertHeld, type HeldRow } from './held-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/**
 * Keeps a newcomer's post until a moderator has looked at it; once for each client id. Somebody whom a moderator has just let write
 * waits for nothing but that.
 */
export async function holdMessage(
  db: Database,
  announce: Announce,
  authorId: number,
  post: { uri: string; text: string; clientId: string | undefined; replyTo: number | undefined },
): Promise<HeldMessage> {
  const { uri, text, clientId = null, replyTo = null } = post;
  const { row, notices } = await inChat(db, { userId: authorId, uri }, ['post'], async (tx, chat) => {
    const known = clientId === null ? undefined : await findHeldByClientId(tx, authorId, clientId);
    if (known) return { row: judged(known, chat.id, text), notices: [] };
    if ((await countHeldOf(tx, chat.id, authorId)) >= limits.heldMessages)
      throw new Refused(
        'held_enough',
        `${limits.heldMessages} of your messages wait for a moderator. Wait until one has looked at them.`,
      );
    const held = { chat_id: chat.id, author_id: authorId, client_id: clientId, text, reply_to: replyTo };
    return { row: await insertHeld(tx, held), notices: await noticesOfWaiting(tx, chat) };
  });
  announce(notices);
  return { uri, held: true, client_id: clientId, message: text, created_at: row.created_at.toISOString() };
}

function judged(known: HeldRow, chatId: number, text: string): HeldRow {
  if (known.chat_id === chatId && known.refused_at !== null)
    throw new Refused('held_refused', 'A moderator did not let this message through.');
  if (known.chat_id !== chatId || known.text !== text)
    throw new Refused(
      'conflict',
      'This client_id was used for another message. Use a new one for each message.',
    );
  return known;
}
