import { z } from 'zod';
import { changeableOfLifetime, lifetimeShape } from './lifetime.ts';
import { limits, slowModes } from './limits.ts';
import { mentionSchema, quoteSchema, reactionSchema } from './message-parts.ts';
import { roles } from './roles.ts';
import { emojiSchema, textSchema, lineSchema } from './text.ts';
import { userSchema, tokenAnswer, selfSchema, wantedUsernameSchema } from './users.ts';

export const uriSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/)
  .describe('The address of a chat: 128 random bits in base64url.');

/** An instant as ISO 8601 in UTC with milliseconds. */
const timeSchema = z.string().describe('ISO 8601, UTC.');
const sequenceSchema = z.int().min(0).describe("A place in the chat's log: 1, 2, 3 … without gaps.");

export const messageSchema = z
  .object({
    id: z.int(),
    sequence: sequenceSchema,
    client_id: z.uuid().nullable(),
    message: z.string().describe('The text; empty once it is deleted.'),
    user: userSchema,
    created_at: timeSchema,
    edited_at: timeSchema.nullable().describe('When the text was last changed.'),
    deleted_at: timeSchema.nullable(),
    version: sequenceSchema.describe('Of the newest event about it: of two copies, the higher one is newer.'),
    reply_to: quoteSchema.nullable().describe('What it answers.'),
    reactions: z.array(reactionSchema).describe('In the order of first use.'),
    mentions: z.array(mentionSchema).describe('Members whom the text names after an @.'),
    mentions_all: z.boolean().describe('The text has an @all, by somebody who may say so.'),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof messageSchema>;

export const memberSchema = userSchema
  .extend({
    role: z.enum(roles),
    joined_at: timeSchema,
    joined_sequence: sequenceSchema.describe('Of the event of joining: members stand in this order.'),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof memberSchema>;

/** What a member has chosen for this chat. Nobody else sees it. */
export const chatSettingsSchema = z
  .object({
    pinned: z.boolean().describe('Stands above the others.'),
    level: z.enum(['all', 'mentions', 'nothing']).describe('What the member wants to be told of.'),
    archived_sequence: sequenceSchema
      .nullable()
      .describe(
        'Archived at this place: put away until a newer message comes, or for good at the level `nothing`.',
      ),
  })
  .meta({ id: 'ChatSettings' });
export type ChatSettings = z.infer<typeof chatSettingsSchema>;

/** How much waits for the owner and the moderators. */
export const waitingSchema = z
  .object({
    requests: z.int().describe('Of people who want to be let in.'),
    held: z.int().describe('Messages of newcomers.'),
    reports: z.int().describe('Messages that members reported.'),
  })
  .meta({ id: 'Waiting' });
export type Waiting = z.infer<typeof waitingSchema>;

/** One line of the chat list. */
export const chatSchema = z
  .object({
    uri: uriSchema,
    kind: z.enum(['group', 'direct']).describe('`direct`: between two, without name, link, owner.'),
    name: z.string().nullable().describe('null: people see the names of the members.'),
    topic: z.string().nullable().describe('What it is about, in a line.'),
    emoji: z.string().nullable().describe('Stands for the chat as its picture.'),
    picture: z.string().nullable().describe('Where its picture is found; null: none of its own.'),
    link_enabled: z.boolean().describe('Whether whoever has the link may join.'),
    link_code: uriSchema.describe(
      "What stands in the link in the address's place: at first `uri`, another one after a renewal.",
    ),
    history_for_new: z
      .int()
      .nullable()
      .describe('How many messages of before they came new members see; null: all.'),
    visible_from: sequenceSchema.describe('The caller sees the log from this place on; 0: all of it.'),
    ...lifetimeShape,
    role: z.enum(roles).describe('Of the caller.'),
    owner: userSchema.nullable().describe('null: between two, or left by everybody.'),
    slow_mode: z.int().describe('Seconds that an ordinary member waits between two messages; 0: none.'),
    muted_until: timeSchema
      .nullable()
      .describe('The caller reads only until then. In the year 9999: until further notice.'),
    hold_newcomers: z
      .boolean()
      .describe('What newcomers post waits until a moderator has let one of it through.'),
    trusted: z.boolean().describe('What the caller posts waits for nobody, whatever the chat holds.'),
    waiting: waitingSchema.nullable().describe('null for whoever does not look after the chat.'),
    created_at: timeSchema,
    settings: chatSettingsSchema,
    member_count: z.int(),
    some_members: z.array(userSchema).describe('At most four others, in the order in which they joined.'),
    sequence: sequenceSchema.describe('The newest place in the log.'),
    read_sequence: sequenceSchema.describe('How far the caller has read.'),
    unread_count: z
      .int()
      .describe("Others' messages above `read_sequence`, deleted ones included; counts up to 100."),
    unread_from: sequenceSchema.nullable().describe('The caller marked the chat unread from this place on.'),
    mention_count: z
      .int()
      .describe(
        "Others' messages above `read_sequence` that named the caller when posted; counts up to 100.",
      ),
    last_message: messageSchema.nullable().describe('The newest one, also when it is deleted.'),
  })
  .meta({ id: 'Chat' });
export type Chat = z.infer<typeof chatSchema>;

export const chatDetailsSchema = chatSchema
  .extend({ members: z.array(memberSchema).describe('Owner first, then in the order of joining.') })
  .meta({ id: 'ChatDetails' });
export type ChatDetails = z.infer<typeof chatDetailsSchema>;

export const chatListAnswer = z.object({ chats: z.array(chatSchema) }).meta({ id: 'ChatList' });
export type ChatList = z.infer<typeof chatListAnswer>;

/** What somebody with the link sees before joining. */
export const invitationSchema = z
  .object({
    uri: uriSchema.describe('As the link has it.'),
    name: z.string().nullable(),
    topic: z.string().nullable(),
    emoji: z.string().nullable(),
    invited_by: z
      .string()
      .describe('The name of whoever made the link; of the owner, where that is nobody of the chat.'),
    member_count: z.int(),
    member_names: z
      .array(z.string())
      .describe('The first four; nobody where the link wants a password, or asks first.'),
    member_colours: z
      .array(z.int())
      .describe(
        "Of each of them the rest of the id's division by 6, by which a page gives people one of six colours.",
      ),
    role: z.enum(['member', 'reader']).describe('What one will be: a reader may not write.'),
    password: z.boolean().describe('Whether the link wants one.'),
    ask_first: z.boolean().describe('Whether somebody of the chat has to let one in.'),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitationSchema>;

/** Empty and null both take it away. */
const orNothing = <Schema extends z.ZodType<string, string>>(schema: Schema) =>
  z
    .string('Must be text.')
    .nullable()
    .transform((text) => (text === '' ? null : text))
    .pipe(schema.nullable());

const switchSchema = z.union([z.boolean(), z.stringbool()], 'Must be true or false.');

/** What its owner and moderators may change of a chat. */
const changeableOfChat = {
  name: orNothing(lineSchema(limits.chatNameLength)).optional(),
  topic: orNothing(lineSchema(limits.topicLength)).optional(),
  emoji: orNothing(emojiSchema).optional(),
};

const notANumber = 'Must be a whole number, or nothing.';

/** Empty and null: all. */
const historyForNewSchema = z
  .union([z.string().regex(/^\d{0,16}$/, notANumber), z.int(notANumber)], notANumber)
  .nullable()
  .transform((wish) => (wish === '' || wish === null ? null : Number(wish)))
  .pipe(
    z
      .int(notANumber)
      .min(0, 'Must be at least 0.')
      .max(limits.historyForNew, `Must be at most ${limits.historyForNew}.`)
      .nullable(),
  );

const someUsernameSchema = wantedUsernameSchema.optional();

export const createChatBody = z
  .strictObject({ with: someUsernameSchema, ...changeableOfChat })
  .refine((body) => body.with === undefined || Object.values(body).filter(isGiven).length === 1, {
    path: ['with'],
    message: 'A chat between two has nothing of its own.',
  })
  .meta({ id: 'CreateChat' })
  .describe('`with`: the chat between the caller and this person, a new one if there is none yet.');

/** A number of a query string. */
export const queryInt = (min: number, max: number) =>
  z
    .string('Must be a whole number.')
    .regex(/^-?\d{1,16}$/, 'Must be a whole number.')
    .transform(Number)
    .pipe(z.number().min(min, `Must be at least ${min}.`).max(max, `Must be at most ${max}.`));

const notAMessage = 'Must be the id of a message.';

const noSlowMode = `Must be one of: ${slowModes.join(', ')}.`;

const slowModeSchema = z
  .union([z.int(noSlowMode), queryInt(0, 3600)], noSlowMode)
  .refine((seconds) => (slowModes as readonly number[]).includes(seconds), noSlowMode)
  .describe('Seconds between two messages of an ordinary member; 0: none.');

/** One of two: `username` adds a member (or joins, with one's own name); the others change the chat. */
export const patchChatBody = z
  .strictObject({
    username: someUsernameSchema,
    ...changeableOfChat,
    link_enabled: switchSchema.optional(),
    history_for_new: historyForNewSchema.optional(),
    slow_mode: slowModeSchema.optional(),
    hold_newcomers: switchSchema.optional(),
    ...changeableOfLifetime,
  })
  .refine((body) => Object.values(body).some(isGiven), {
    path: ['username'],
    message: 'This field is required.',
  })
  .refine((body) => body.username === undefined || Object.values(body).filter(isGiven).length === 1, {
    path: ['username'],
    message: 'Add a member and change the chat by two requests.',
  })
  .meta({ id: 'PatchChat' });
function isGiven(value: unknown): boolean {
  return value !== undefined;
}

export const changeRoleBody = z
  .strictObject({ role: z.enum(roles, 'Must be owner, moderator, member or reader.') })
  .meta({ id: 'ChangeRole' })
  .describe('`owner` hands the chat over; the old owner becomes a moderator.');

export const chatSettingsBody = z
  .strictObject({
    pinned: switchSchema.optional(),
    archived: switchSchema.optional(),
    level: z.enum(chatSettingsSchema.shape.level.options, 'Must be all, mentions or nothing.').optional(),
  })
  .refine((body) => Object.values(body).some(isGiven), {
    path: ['pinned'],
    message: 'This field is required.',
  })
  .meta({ id: 'ChangeChatSettings' });
export type ChatSettingsChange = z.infer<typeof chatSettingsBody>;

export const patchChatAnswer = chatDetailsSchema
  .extend({ user: userSchema.describe('Who was added; else the caller.') })
  .meta({ id: 'PatchedChat' });

export const postMessageBody = z
  .strictObject({
    message: textSchema(limits.messageLength),
    client_id: z
      .uuid('Must be a UUID.')
      .transform((id) => id.toLowerCase())
      .optional()
      .describe(
        'Made by the client, best as UUIDv7. Posting again with the same one gives the first message back.',
      ),
    reply_to: z
      .union([z.int(notAMessage).positive(notAMessage), queryInt(1, Number.MAX_SAFE_INTEGER)], notAMessage)
      .optional()
      .describe('The id of a message of this chat that this one answers.'),
  })
  .meta({ id: 'PostMessage' });

/** What a newcomer's post answers while a moderator has to look at it. */
export const heldAnswer = z
  .object({
    uri: uriSchema,
    held: z.literal(true),
    client_id: z.uuid().nullable(),
    message: z.string(),
    created_at: timeSchema,
  })
  .meta({ id: 'HeldMessage' });
export type HeldMessage = z.infer<typeof heldAnswer>;

export const editMessageBody = z
  .strictObject({ message: textSchema(limits.messageLength) })
  .meta({ id: 'EditMessage' });

/** What posting, editing and deleting answer: the message as it is now. */
export const messageAnswer = messageSchema.extend({ uri: uriSchema }).meta({ id: 'PostedMessage' });

export const historyQuery = z
  .strictObject({
    before: queryInt(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Messages below this sequence, the newest of them.'),
    after: queryInt(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Messages above this sequence, the oldest of them.'),
    around: queryInt(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('The messages nearest to this sequence, on either side.'),
    limit: queryInt(1, limits.pageSizeMax).optional().describe(`Default ${limits.pageSize}.`),
  })
  .refine(
    ({ before, after, around }) => [before, after, around].filter((place) => place !== undefined).length <= 1,
    { path: ['after'], message: 'Use either before, after or around.' },
  );

export const historyAnswer = z
  .object({
    uri: uriSchema,
    messages: z.array(messageSchema).describe('Oldest first.'),
    sequence: sequenceSchema.describe(
      'The newest place in the log at the time of the answer: resume from here.',
    ),
    has_older: z.boolean(),
    has_newer: z.boolean(),
  })
  .meta({ id: 'History' });
export type History = z.infer<typeof historyAnswer>;

export const guestAnswer = tokenAnswer
  .extend({ user: selfSchema, chat: chatDetailsSchema })
  .meta({ id: 'JoinedAsGuest' });
