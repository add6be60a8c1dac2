import type { ClientFrame } from '@chatire/protocol';
import type { Announce } from '../log/notices.ts';
import type { Connection } from './connection.ts';
import type { Presence } from './presence.ts';

export interface FrameHandlersParts {
  announce: Announce;
  /** Whether the user may write there at this moment. */
  mayWrite(userId: number, chatId: number): Promise<boolean>;
  markRead(userId: number, uri: string, sequence: number): Promise<void>;
  presence: Presence;
}

/** What a client may send after its hello. */
export type LiveFrame = Exclude<ClientFrame, { type: 'hello' }>;
type Handlers = {
  [Type in LiveFrame['type']]: (connection: Connection, frame: Extract<LiveFrame, { type: Type }>) => unknown;
};

/** A frame without a handler doesn't compile. Frames for chats that the connection doesn't hear change nothing. */
export function createFrameHandlers({
  announce,
  mayWrite,
  markRead,
  presence,
}: FrameHandlersParts): Handlers {
  return {
    ping: (connection) => connection.send({ type: 'pong' }),
    async typing(connection, { chat: uri }) {
      const user = connection.signedIn?.user;
      const [chatId] = [...connection.chats].find(([, chat]) => chat.uri === uri) ?? [];
      if (!user || chatId === undefined || !(await mayWrite(user.id, chatId))) return;
      announce([{ to: 'chat', chatId, kind: 'typing', uri, user }]);
    },
    watch(connection, frame) {
      presence.watch(connection, frame);
    },
    read(connection, { chat, sequence }) {
      return connection.signedIn && markRead(connection.signedIn.user.id, chat, sequence);
    },
  };
}
