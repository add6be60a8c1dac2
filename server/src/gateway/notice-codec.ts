import type { EventFrame } from '@chatire/protocol';
import type { BrokerMessage } from '../broker/broker.ts';
import type { Notice } from '../log/notices.ts';
import { oldestIn } from '../log/veiled.ts';

export type ProcessNotice = Extract<Notice, { to: 'processes' }>;
export type UserNotice = Extract<Notice, { to: 'user' }>;

/**
 * What a gateway needs of a notice for a chat. The frame stays text: it goes to sockets as it came. `leaver` is the user
 * who is no member any more from this event on, `oldest` the oldest place of which it shows anything.
 */
export type ChatNotice =
  | {
      kind: 'event';
      chatId: number;
      sequence: number;
      frame: string;
      leaver: number | undefined;
      oldest: number;
      /** The request that caused it, where the publishing process says so. */
      request?: string | undefined;
    }
  | { kind: 'typing'; chatId: number; userId: number; frame: string }
  | { kind: 'deleted'; chatId: number };

/** Who is in a chat by way of one server process, or how many when they are too many; and how far somebody has read. */
export type PresenceNotice =
  | { kind: 'presence'; chatId: number; process: string; here: number[] | number; asks: boolean }
  | { kind: 'read'; chatId: number; userId: number; sequence: number };

export function encodeNotice(notice: Notice, request?: string): BrokerMessage {
  if (notice.to === 'user') return { topic: userTopic(notice.userId), body: JSON.stringify(notice) };
  if (notice.to === 'processes') return { topic: processesTopic, body: JSON.stringify(notice) };
  const topic = chatTopic(notice.chatId);
  if (notice.kind === 'event') {
    const { frame } = notice;
    const oldest = oldestIn(frame);
    const older = oldest < frame.sequence ? `:${oldest}` : '';
    const cause = request === undefined ? '' : `@${request}`;
    return {
      topic,
      body: `event${cause} ${frame.sequence} ${leaverOf(frame) ?? ''}${older} ${JSON.stringify(frame)}`,
    };
  }
  if (notice.kind === 'read') {
    const { chatId, kind, userId, sequence } = notice;
    return encodePresence({ kind, chatId, userId, sequence });
  }
  if (notice.kind === 'deleted') return { topic, body: notice.kind };
  const { uri: chat, user } = notice;
  return { topic, body: `typing ${user.id}  ${JSON.stringify({ type: 'typing', chat, user })}` };
}

export function encodePresence(notice: PresenceNotice): BrokerMessage {
  return { topic: chatTopic(notice.chatId), body: JSON.stringify(notice) };
}

export function decodeNotice({
  topic,
  body,
}: BrokerMessage): ProcessNotice | UserNotice | ChatNotice | PresenceNotice {
  if (topic === processesTopic) return JSON.parse(body) as ProcessNotice;
  if (topic.startsWith('user:')) return JSON.parse(body) as UserNotice;
  if (body.startsWith('{')) return JSON.parse(body) as PresenceNotice;
  const chatId = Number(topic.slice('chat:'.length));
  if (body === 'deleted') return { kind: body, chatId };
  const [, kind, request, number, leaver, oldest, frame] =
    /^(event|typing)(?:@(\S+))? (\d+) (\d*)(?::(\d+))? (.*)$/s.exec(body) ?? [];
  if (!frame) throw new Error(`A notice for ${topic} has an unknown form.`);
  if (kind === 'typing') return { kind, chatId, userId: Number(number), frame };
  return {
    kind: 'event',
    chatId,
    sequence: Number(number),
    frame,
    leaver: leaver ? Number(leaver) : undefined,
    oldest: Number(oldest ?? number),
    ...(request !== undefined && { request }),
  };
}

export function leaverOf(frame: EventFrame): number | undefined {
  return frame.kind === 'member_left' ? frame.user.id : undefined;
}

export const processesTopic = 'processes';
export const chatTopic = (chatId: number): string => `chat:${chatId}`;
export const userTopic = (userId: number): string => `user:${userId}`;
