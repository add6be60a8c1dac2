import type { Broker } from '../broker/broker.ts';
import type { Connection, NewChat } from './connection.ts';
import { userTopic, type UserNotice } from './notice-codec.ts';

/** The open sockets of each user, and the channel on which the user's own news come. */
export interface UserConnections {
  /** Resolves when news of the user will arrive. */
  add(connection: Connection, userId: number): Promise<void>;
  remove(connection: Connection): void;
  of(userId: number): readonly Connection[];
  userIds(): number[];
  sessionIds(): string[];
  /** Closes the sockets of a session that has ended. */
  endSessions(sessionIds: readonly string[]): void;
  receive(notice: UserNotice): void;
}

export function createUserConnections(
  broker: Pick<Broker, 'subscribe' | 'unsubscribe'>,
  onChatAdded: (connection: Connection, chat: NewChat) => void,
  onChanged: (connection: Connection) => void,
): UserConnections {
  const byUser = new Map<number, Set<Connection>>();

  const all = () => [...byUser.values()].flatMap((connections) => [...connections]);
  const of = (userId: number) => [...(byUser.get(userId) ?? [])];

  function endSessions(sessionIds: readonly string[]): void {
    const ended = new Set(sessionIds);
    for (const connection of all())
      if (connection.signedIn && ended.has(connection.signedIn.sessionId)) connection.close('session_ended');
  }

  return {
    of,
    endSessions,
    async add(connection, userId) {
      const connections = byUser.get(userId) ?? new Set();
      byUser.set(userId, connections.add(connection));
      await broker.subscribe([userTopic(userId)]);
    },
    remove(connection) {
      const userId = connection.signedIn?.user.id;
      const connections = userId === undefined ? undefined : byUser.get(userId);
      if (userId === undefined || !connections?.delete(connection)) return;
      if (connections.size === 0) byUser.delete(userId);
      broker.unsubscribe([userTopic(userId)]);
    },
    userIds: () => [...byUser.keys()],
    sessionIds: () => [...new Set(all().flatMap(({ signedIn }) => signedIn?.sessionId ?? []))],
    receive(notice) {
      if (notice.kind === 'session_ended') return endSessions([notice.sessionId]);
      for (const connection of of(notice.userId)) {
        if (notice.kind === 'user_changed') {
          const { user, settings } = notice;
          connection.signedIn &&= { ...connection.signedIn, user, settings };
          connection.send({ type: 'user_changed', user, settings });
          onChanged(connection);
        } else if (notice.kind === 'chat_added') onChatAdded(connection, notice);
        else if (notice.kind === 'chat_settings')
          connection.send({ type: 'chat_settings', chat: notice.uri, settings: notice.settings });
        else if (notice.kind === 'held')
          connection.send({
            type: 'held',
            chat: notice.uri,
            client_id: notice.clientId,
            state: notice.state,
          });
        else if (notice.kind === 'muted')
          connection.send({ type: 'muted', chat: notice.uri, until: notice.until });
        else if (notice.kind === 'request_answered')
          connection.send({ type: notice.kind, link: notice.link, let_in: notice.let_in });
        else if (notice.kind === 'waiting')
          connection.send({ type: 'waiting', chat: notice.uri, waiting: notice.waiting });
        else connection.send({ type: notice.kind, chat: notice.uri, sequence: notice.sequence });
      }
    },
  };
}
