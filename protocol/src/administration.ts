import { z } from 'zod';
import { auditEntrySchema } from './audit.ts';
import { queryInt } from './chats.ts';
import { limits } from './limits.ts';
import { reportReasons } from './moderation.ts';
import { withoutNul, textUpTo } from './text.ts';
import { deleteUserBody, serverRoles, userSchema } from './users.ts';

const page = `At most ${limits.pageSize}, the newest first.`;
const before = queryInt(0, Number.MAX_SAFE_INTEGER)
  .optional()
  .describe('Those below this id, the newest of them.');
const find = textUpTo(200)
  .refine(...withoutNul)
  .optional();
export const pageQuery = z.object({ before });

export const accountSchema = userSchema
  .extend({
    email: z.string(),
    server_role: z.enum(serverRoles).nullable(),
    created_at: z.string(),
    deactivated_at: z.string().nullable(),
    last_used_at: z.string().nullable().describe('When one of its sessions was used last.'),
    sessions: z.int().describe('Where it is signed in.'),
    chats: z.int(),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

export const accountsQuery = z.object({
  find: find.describe('How the user name, the e-mail address or words of the name begin.'),
  role: z
    .enum(['any'], 'Must be any, or left out.')
    .optional()
    .describe('any: those only who have a role on the server.'),
  before,
});
export const accountsAnswer = z
  .object({ accounts: z.array(accountSchema).describe(page), has_older: z.boolean() })
  .meta({ id: 'Accounts' });
export type Accounts = z.infer<typeof accountsAnswer>;

export const changeAccountBody = z
  .strictObject({ deactivated: z.boolean('Must be true or false.') })
  .meta({ id: 'ChangeAccount' });
export const changeServerRoleBody = z
  .strictObject({
    role: z
      .enum(serverRoles, 'Must be one of: owner, administrator, null.')
      .nullable()
      .describe('owner: hands the server over; whoever owned it is an administrator from then on.'),
    password: deleteUserBody.shape.password.describe('Wanted for handing over.'),
  })
  .meta({ id: 'ChangeServerRole' });
export const makeResetBody = z
  .strictObject({
    without_second_step: z
      .boolean('Must be true or false.')
      .default(false)
      .describe('Its use takes codes and passkeys away as well.'),
  })
  .meta({ id: 'MakeReset' });
export const madeResetAnswer = z
  .object({ token: z.string().describe('The link is `/reset#<token>`.'), expires_at: z.string() })
  .meta({ id: 'MadeReset' });
export const proofBody = z
  .strictObject({ password: deleteUserBody.shape.password })
  .meta({ id: 'ProvenByPassword' });

const someone = z.object({ id: z.int(), name: z.string() });

/** A chat from the outside: an administrator doesn't read what is said in it. */
export const chatOfServerSchema = z
  .object({
    id: z.int(),
    uri: z.string(),
    kind: z.enum(['group', 'direct']),
    name: z.string().nullable(),
    emoji: z.string().nullable(),
    picture: z.string().nullable(),
    owner: someone.nullable(),
    members: z.int(),
    messages: z.int(),
    created_at: z.string(),
    last_event_at: z.string().nullable(),
  })
  .meta({ id: 'ChatOfServer' });
export const chatsOfServerQuery = z.object({
  find: find.describe('What stands in the name, or the address of one.'),
  before,
});
export type ChatOfServer = z.infer<typeof chatOfServerSchema>;
export const chatsOfServerAnswer = z
  .object({ chats: z.array(chatOfServerSchema).describe(page), has_older: z.boolean() })
  .meta({ id: 'ChatsOfServer' });
export type ChatsOfServer = z.infer<typeof chatsOfServerAnswer>;

/** What was reported of one message, anywhere. Its text is that of the report. */
export const reportOfServerSchema = z
  .object({
    id: z.int().describe('Of the message.'),
    chat: z.object({ uri: z.string(), name: z.string().nullable() }),
    author: userSchema,
    reports: z.array(
      z.object({
        user: userSchema,
        reason: z.enum(reportReasons),
        words: z.string(),
        text: z.string().describe('The message as it was then.'),
        at: z.string(),
      }),
    ),
  })
  .meta({ id: 'ReportOfServer' });
export type ReportOfServer = z.infer<typeof reportOfServerSchema>;
export const reportsOfServerAnswer = z
  .object({ reports: z.array(reportOfServerSchema).describe('The longest waiting first, at most 100.') })
  .meta({ id: 'ReportsOfServer' });

export const serverAuditAnswer = z
  .object({ entries: z.array(auditEntrySchema).describe(page), has_older: z.boolean() })
  .meta({ id: 'ServerAudit' });
export type ServerAudit = z.infer<typeof serverAuditAnswer>;

/** A piece of work in the background. What it has to say isn't shown: it may be about anybody. */
export const jobSchema = z
  .object({
    id: z.int(),
    name: z.string(),
    attempts: z.int(),
    max_attempts: z.int(),
    run_at: z.string(),
    created_at: z.string(),
    error: z.string().nullable().describe('Why the last try failed.'),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;
export const jobsQuery = z.object({
  state: z.enum(['waiting', 'failed'], 'Must be one of: waiting, failed.').default('failed'),
  before,
});
export const jobsAnswer = z
  .object({
    counts: z.object({ waiting: z.int(), running: z.int(), failed: z.int() }),
    jobs: z.array(jobSchema).describe(page),
  })
  .meta({ id: 'Jobs' });
export type Jobs = z.infer<typeof jobsAnswer>;

/** One process of the server, as it was within the last seconds. */
export const processSchema = z
  .object({
    id: z.uuid(),
    is_this: z.boolean().describe('The one that answers.'),
    version: z.string(),
    started_at: z.string(),
    sockets: z.int(),
    events_per_second: z.number().describe('Of what it told the others, in the last minute.'),
    post_p99: z.number().nullable().describe('Milliseconds, of its latest posts; null: there were none.'),
    memory: z.int().describe('Bytes.'),
    broker: z.string(),
    is_broker_healthy: z.boolean(),
  })
  .meta({ id: 'Process' });
export type Process = z.infer<typeof processSchema>;
export const serverStateAnswer = z
  .object({
    processes: z.array(processSchema),
    database: z.object({
      version: z.string(),
      bytes: z.int(),
      connections: z.int(),
      connections_most: z.int(),
    }),
  })
  .meta({ id: 'ServerState' });
export type ServerState = z.infer<typeof serverStateAnswer>;
