import type { BrokerMessage } from '../broker/broker.ts';
import type { Notice } from '../log/notices.ts';

export type UserNotice = Extract<Notice, { to: 'user' }>;

/** What a gateway needs of a notice for a chat. The frame stays text: it goes to sockets as it came. */
export type ChatNotice =
  | { kind: 'event'; chatId: number; sequence: number; frame: string }
  | { kind: 'typing'; chatId: number; userId: number; frame: string };

export function encodeNotice(notice: Notice): BrokerMessage {
  if (notice.to === 'user') return { topic: userTopic(notice.userId), body: JSON.stringify(notice) };
  const topic = chatTopic(notice.chatId);
  if (notice.kind === 'event')
    return { topic, body: `event ${notice.frame.sequence} ${JSON.stringify(notice.frame)}` };
  const { uri: chat, user } = notice;
  return { topic, body: `typing ${user.id} ${JSON.stringify({ type: 'typing', chat, user })}` };
}

export function decodeNotice({ topic, body }: BrokerMessage): UserNotice | ChatNotice {
  if (topic.startsWith('user:')) return JSON.parse(body) as UserNotice;
  const chatId = Number(topic.slice('chat:'.length));
  const [, kind, number, frame] = /^(event|typing) (\d+) (.*)$/s.exec(body) ?? [];
  if (!frame) throw new Error(`A notice for ${topic} has an unknown form.`);
  return kind === 'event'
    ? { kind, chatId, sequence: Number(number), frame }
    : { kind: 'typing', chatId, userId: Number(number), frame };
}

export const chatTopic = (chatId: number): string => `chat:${chatId}`;
export const userTopic = (userId: number): string => `user:${userId}`;
