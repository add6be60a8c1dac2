import { z } from 'zod';

const roles = ['web', 'worker'];

export const jobsEnvironment = {
  ROLES: z
    .string()
    .transform((value) => [...new Set(value.split(',').map((role) => role.trim()))])
    .refine((values) => values.every((role) => roles.includes(role)), {
      error: ({ input }) => `ROLES=${input} is not known: set it to web, to worker, or to web,worker.`,
    })
    .default(roles),
  NOTICES_AFTER: z
    .string()
    .regex(/^\d{1,4}$/, {
      error: ({ input }) => `NOTICES_AFTER=${input} is not a number of seconds: set it to one, such as 10.`,
    })
    .transform(Number)
    .default(10),
  CHANNELS: z
    .string()
    .transform((value) => value.split(',').map((path) => path.trim()))
    .default([]),
  WEBHOOKS_PRIVATE: z
    .enum(['on', 'off'], {
      error: ({ input }) => `WEBHOOKS_PRIVATE=${input} is not known: set it to on or off.`,
    })
    .transform((value) => value === 'on')
    .default(false),
};
