import { transaction, type Database } from '../database/database.ts';
import { isRefusal } from '../database/database-errors.ts';
import { Refused } from '../errors.ts';
import { insertMessages, lockChatsByUri, type NewMessage, type WrittenMessage } from './message-store.ts';

export interface MessageWriter {
  /** Resolves after the commit; with nothing when the author is no member of the chat. */
  write(message: NewMessage): Promise<WrittenMessage | undefined>;
}

interface Waiting {
  message: NewMessage;
  resolve: (written: WrittenMessage | undefined) => void;
  reject: (error: unknown) => void;
}

/** More would hold the locks of a batch's chats for longer than it saves. */
const batchSize = 500;
/** More than any disk falls behind by; when the database hangs, it bounds memory. */
const queueSize = 10_000;

/**
 * Group commit: what is posted while a write is under way is written together by the next one, so that many posts
 * share the one wait for the disk. One post alone waits for nothing. `delay`: seconds until who isn't there is told.
 */
export function createMessageWriter(db: Database, delay?: number): MessageWriter {
  let queue: Waiting[] = [];
  let writing = false;
  const write: Write = (messages) => writeTogether(db, messages, delay);

  async function writeAll(): Promise<void> {
    writing = true;
    while (queue.length > 0) {
      const [batch, rest] = takeBatch(queue);
      queue = rest;
      await writeBatch(write, batch);
    }
    writing = false;
  }

  return {
    write: (message) =>
      new Promise((resolve, reject) => {
        if (queue.length >= queueSize)
          return reject(
            new Refused('unavailable', 'Too many messages wait to be written. Try again in a moment.'),
          );
        queue.push({ message, resolve, reject });
        if (!writing) void writeAll();
      }),
  };
}

type Write = (messages: readonly NewMessage[]) => Promise<WrittenMessage[]>;

/** A post that repeats a client id of the batch waits for the next one, which finds the first as written. */
function takeBatch(queue: readonly Waiting[]): [batch: Waiting[], rest: Waiting[]] {
  const batch: Waiting[] = [];
  const rest: Waiting[] = [];
  const taken = new Set<string>();
  for (const waiting of queue) {
    const { authorId, clientId } = waiting.message;
    const key = `${authorId} ${clientId}`;
    if (batch.length >= batchSize || (clientId !== null && taken.has(key))) rest.push(waiting);
    else {
      batch.push(waiting);
      if (clientId !== null) taken.add(key);
    }
  }
  return [batch, rest];
}

/**
 * If the database refuses a batch, each post is tried alone: one that can't be written must not take others with it. If the
 * database is gone, all fail: the batch may have been written, and writing it again would double posts without a client id.
 */
async function writeBatch(write: Write, batch: readonly Waiting[]): Promise<void> {
  try {
    const written = await write(batch.map((waiting) => waiting.message));
    const byIndex = new Map(written.map((message) => [message.index, message]));
    batch.forEach((waiting, index) => waiting.resolve(byIndex.get(index)));
  } catch (error) {
    if (!isRefusal(error) || batch.length === 1) {
      for (const waiting of batch) waiting.reject(error);
      return;
    }
    for (const waiting of batch) await writeBatch(write, [waiting]);
  }
}

/**
 * When nothing was written, the authors are strangers, and there is no need to commit. It would wait for the disk where a chat was
 * locked: by the time that takes they would know that there is one.
 */
async function writeTogether(
  db: Database,
  messages: readonly NewMessage[],
  delay: number | undefined,
): Promise<WrittenMessage[]> {
  try {
    return await transaction(db, async (tx) => {
      await lockChatsByUri(tx, [...new Set(messages.map((message) => message.uri))]);
      const written = await insertMessages(tx, messages, delay);
      if (written.length === 0) throw new NothingWritten();
      return written;
    });
  } catch (error) {
    if (error instanceof NothingWritten) return [];
    throw error;
  }
}

class NothingWritten extends Error {}
