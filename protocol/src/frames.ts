import { z } from 'zod';
import {
  chatSchema,
  chatSettingsSchema,
  messageSchema,
  memberSchema,
  queryInt,
  uriSchema,
  waitingSchema,
} from './chats.ts';
import { lifetimeShape } from './lifetime.ts';
import { limits } from './limits.ts';
import { settingsSchema } from './settings.ts';
import { userSchema } from './users.ts';

/* What a client sends. Unknown fields are refused: a misspelt one must not be taken for silence. */

const sequence = z.int().min(0);

export const helloFrame = z.strictObject({
  type: z.literal('hello'),
  token: z.string().max(4096),
  /** From the last `ready`; null at the first time. */
  epoch: z.uuid().nullable(),
  /** The last sequence that the client holds of each chat. Chats left out start at their head. */
  chats: z.record(uriSchema, sequence),
});
export const typingFrame = z.strictObject({ type: z.literal('typing'), chat: uriSchema });
export const readFrame = z.strictObject({ type: z.literal('read'), chat: uriSchema, sequence });
/** What the page shows, so that it is told who is there. Each one takes the place of the one before. */
export const watchFrame = z.strictObject({
  type: z.literal('watch'),
  /** The open chat: who is there, and how far they have read. */
  chat: uriSchema.nullable(),
  /** Others of which it shows who is there. */
  list: z.array(uriSchema).max(limits.watchedChats),
  /** Whether somebody sits before it. Without this frame a socket counts as somebody. */
  here: z.boolean(),
});
export const pingFrame = z.strictObject({ type: z.literal('ping') });

export const clientFrameSchema = z.discriminatedUnion('type', [
  helloFrame,
  typingFrame,
  readFrame,
  watchFrame,
  pingFrame,
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/* What a server sends. A client ignores types and kinds that it doesn't know. */

const eventBase = { type: z.literal('event'), chat: uriSchema, sequence: z.int().min(1), at: z.string() };
const reactionOfEvent = {
  message_id: z.int(),
  message_sequence: z.int().min(1),
  emoji: z.string(),
  user: userSchema,
};
export const eventFrame = z
  .discriminatedUnion('kind', [
    z.object({
      ...eventBase,
      kind: z.literal('message_posted'),
      message: messageSchema,
      mentioned: z
        .union([z.literal('all'), z.array(z.int())])
        .describe(
          'Ids of whom it named when it was posted: what the message says now may be something else.',
        ),
    }),
    z.object({ ...eventBase, kind: z.literal('message_edited'), message: messageSchema }),
    /** The message stays in its place, without its text. */
    z.object({ ...eventBase, kind: z.literal('message_deleted'), message: messageSchema }),
    z.object({ ...eventBase, kind: z.literal('reaction_added'), ...reactionOfEvent }),
    z.object({ ...eventBase, kind: z.literal('reaction_removed'), ...reactionOfEvent }),
    z.object({ ...eventBase, kind: z.literal('member_joined'), member: memberSchema }),
    /**
     * A member has another role, or somebody took another name or picture: everything that shows this user changes with it. Of
     * somebody who has left, only messages do.
     */
    z.object({ ...eventBase, kind: z.literal('member_updated'), member: memberSchema }),
    /** Left, or was removed. */
    z.object({ ...eventBase, kind: z.literal('member_left'), user: userSchema }),
    z.object({
      ...eventBase,
      kind: z.literal('chat_updated'),
      ...chatSchema.pick({
        name: true,
        topic: true,
        emoji: true,
        picture: true,
        link_enabled: true,
        link_code: true,
        history_for_new: true,
        slow_mode: true,
        hold_newcomers: true,
      }).shape,
      ...lifetimeShape,
    }),
    /** About something from before the reader came, or about a message that was deleted because of its age: it has its place, and nothing more. */
    z.object({ ...eventBase, kind: z.literal('hidden') }),
  ])
  .meta({ id: 'Event' });
export type EventFrame = z.infer<typeof eventFrame>;
/** As it happens. */
export type EventKind = Exclude<EventFrame['kind'], 'hidden'>;

/* What a client asks for by HTTP when it has missed events. */

export const eventsQuery = z.strictObject({
  after: queryInt(0, Number.MAX_SAFE_INTEGER).describe('Events above this sequence, the oldest of them.'),
});

export const eventsAnswer = z
  .object({
    uri: uriSchema,
    events: z.array(eventFrame).describe(`In order, at most ${limits.resumeEvents}, as sockets get them.`),
    sequence: sequence.describe('The newest place in the log at the time of the answer.'),
  })
  .meta({ id: 'Events' });
export type Events = z.infer<typeof eventsAnswer>;

export const serverFrameSchema = z.discriminatedUnion('type', [
  eventFrame,
  /** Everything missed has been sent; from here on events are live. `chats` holds the head of each chat of the user. */
  z.object({
    type: z.literal('ready'),
    epoch: z.uuid(),
    user: userSchema,
    settings: settingsSchema,
    chats: z.record(uriSchema, sequence),
  }),
  /** Too much was missed, or the epoch changed: forget the chat's history and load a page afresh. */
  z.object({ type: z.literal('reset'), chat: uriSchema, sequence }),
  /** The user is a member of this chat from now on; its events follow. */
  z.object({ type: z.literal('chat_added'), chat: uriSchema, sequence }),
  /** The user asked to come in by this link, and somebody of the chat said yes or no. */
  z.object({ type: z.literal('request_answered'), link: uriSchema, let_in: z.boolean() }),
  /** The user is no member of this chat any more: nothing follows from it. */
  z.object({ type: z.literal('chat_removed'), chat: uriSchema }),
  /** The user's own profile or settings were changed, on some device. */
  z.object({ type: z.literal('user_changed'), user: userSchema, settings: settingsSchema }),
  /** The user read this far on some device. */
  z.object({ type: z.literal('read'), chat: uriSchema, sequence }),
  /** The user pinned, muted or archived this chat on some device. */
  z.object({ type: z.literal('chat_settings'), chat: uriSchema, settings: chatSettingsSchema }),
  /** A moderator has looked at a message of the user that had to wait. */
  z.object({
    type: z.literal('held'),
    chat: uriSchema,
    client_id: z.uuid(),
    state: z.enum(['approved', 'refused']),
  }),
  /** The user may only read in this chat until then, or may write again. */
  z.object({ type: z.literal('muted'), chat: uriSchema, until: z.string().nullable() }),
  /** How much waits in a chat that the user looks after. */
  z.object({ type: z.literal('waiting'), chat: uriSchema, waiting: waitingSchema }),
  /** The user wants to read once more from this place on. */
  z.object({ type: z.literal('unread'), chat: uriSchema, sequence }),
  z.object({ type: z.literal('typing'), chat: uriSchema, user: userSchema }),
  /** Who is there now; `here` is null when they are too many to be named. */
  z.object({
    type: z.literal('presence'),
    chat: uriSchema,
    count: z.int().min(0),
    here: z.array(z.int()).nullable().describe('Ids of users.'),
  }),
  /** How far the members have read, as far as they let others know. */
  z.object({
    type: z.literal('reads'),
    chat: uriSchema,
    marks: z.array(z.object({ user: z.int(), sequence })),
  }),
  z.object({ type: z.literal('pong') }),
  /** The server is about to stop: connect again after this many milliseconds. */
  z.object({ type: z.literal('reconnect'), after: z.int() }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
