import { z } from 'zod';
import { queryInt, uriSchema } from './chats.ts';
import { limits } from './limits.ts';

/** What owner and moderators do and can read of afterwards. */
export const auditActions = [
  'chat_changed',
  'role_changed',
  'member_removed',
  'member_banned',
  'ban_lifted',
  'member_muted',
  'member_unmuted',
  'message_deleted',
  'messages_removed',
  'held_approved',
  'held_refused',
  'reports_resolved',
  'link_made',
  'link_changed',
  'link_revoked',
  'link_renewed',
  'request_accepted',
  'request_refused',
  'webhook_added',
  'webhook_removed',
  'webhook_tested',
] as const;

/** What owner and administrators of the server do. */
export const serverAuditActions = [
  'server_claimed',
  'server_role_changed',
  'account_deactivated',
  'account_activated',
  'sessions_ended',
  'reset_made',
  'account_deleted',
  'chat_deleted',
  'reports_resolved',
  'server_changed',
  'job_retried',
  'job_removed',
] as const;
export type AuditAction = (typeof auditActions)[number] | (typeof serverAuditActions)[number];

const named = z.object({ id: z.int(), name: z.string().describe('As it was then.') });

export const auditEntrySchema = z
  .object({
    id: z.int(),
    at: z.string().describe('ISO 8601, UTC.'),
    actor: named,
    action: z
      .string()
      .describe(
        `One of ${[...new Set([...auditActions, ...serverAuditActions])].join(', ')}; more may come.`,
      ),
    user: named.nullable().describe('To whom it was done.'),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('What was changed and to what; `sequence` of the message that it was about.'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditQuery = z.object({
  before: queryInt(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Entries below this id, the newest of them.'),
});

export const auditAnswer = z
  .object({
    uri: uriSchema,
    entries: z.array(auditEntrySchema).describe(`Newest first, at most ${limits.pageSize}.`),
    has_older: z.boolean(),
  })
  .meta({ id: 'Audit' });
export type Audit = z.infer<typeof auditAnswer>;
