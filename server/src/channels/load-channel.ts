import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';
import type { Channel } from './channel.ts';

const ours = new Set(['push', 'mail', 'webhook']);

const moduleSchema = z.object({
  default: z.object({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/)
      .refine((name) => !ours.has(name)),
    send: z.function(),
    asks: z.object({ label: z.string(), hint: z.string(), form: z.instanceof(RegExp) }).optional(),
  }),
});

/** A channel that whoever runs the server has written: see docs/channels.md. It may do all that the server may. */
export async function loadChannel(path: string): Promise<Channel> {
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new StartupError(
      `CHANNELS: ${path} can't be loaded (${error instanceof Error ? error.message : ''}): mend it, or set CHANNELS to the paths of files that are there.`,
    );
  });
  if (!moduleSchema.safeParse(loaded).success)
    throw new StartupError(
      `CHANNELS: ${path} has no channel as its default export, with a name of its own and \`send\`; docs/channels.md shows one.`,
    );
  return (loaded as { default: Channel }).default;
}
