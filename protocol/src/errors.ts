import { z } from 'zod';

/** Stable codes of refused requests. `retry`: whether the same request can succeed later without being changed. */
export const errorCodes = {
  invalid: { status: 400, retry: false },
  malformed: { status: 400, retry: false },
  not_signed_in: { status: 401, retry: false },
  token_expired: { status: 401, retry: false },
  wrong_credentials: { status: 400, retry: false },
  held_enough: { status: 403, retry: false },
  held_refused: { status: 403, retry: false },
  muted: { status: 403, retry: false },
  code_needed: { status: 401, retry: false },
  not_allowed: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  too_large: { status: 413, retry: false },
  unsupported_media_type: { status: 415, retry: false },
  slow_mode: { status: 429, retry: true },
  too_many_requests: { status: 429, retry: true },
  internal: { status: 500, retry: true },
  unavailable: { status: 503, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean }>;
export type ErrorCode = keyof typeof errorCodes;

/** RFC 9457, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; programs go by this.'),
    detail: z.string().describe('A sentence for people: what is wrong and what to do.'),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe('For bad input: sentences for each field.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
