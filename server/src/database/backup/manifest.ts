import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { StartupError } from '../../startup-error.ts';
import type { Entry } from './archive.ts';

/** Of what this program writes. It reads older ones, too. */
export const formatVersion = 1;

/** The first entry of a backup: what it is, before anything is done with it. */
export const manifestSchema = z.object({
  format: z.int().positive(),
  /** Of the Chatire that wrote it. */
  version: z.string(),
  made_at: z.string(),
  postgres: z.string(),
  /** Applied to the database, in order: they make the tables that the rows fit. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The last entry: without it, a backup was cut off. */
export const sumsSchema = z.record(z.string(), z.object({ rows: z.int(), sha256: z.string() }));
export type Sums = z.infer<typeof sumsSchema>;

export const manifestName = 'manifest.json';
export const sumsName = 'sums.json';

/** A table is cut into parts, since an entry of a tar says its size in advance: `tables/messages/000001.copy`. */
export function partName(table: string, part: number): string {
  return `tables/${table}/${String(part).padStart(6, '0')}.copy`;
}

/** `undefined` for an entry that holds no rows. */
export function tableOfPart(name: string): string | undefined {
  return /^tables\/(.+)\/\d+\.copy$/.exec(name)?.[1];
}

/** What an entry of JSON says. */
export async function readJson<T>(schema: z.ZodType<T>, entry: Entry | undefined, name: string): Promise<T> {
  try {
    return schema.parse(JSON.parse(entry?.name === name ? await text(entry.content) : ''));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The file holds no ${name} as Chatire writes it: it is damaged, or no backup of Chatire.`,
    );
  }
}
