import { Readable } from 'node:stream';
import { z } from 'zod';
import { exportUser } from '../accounts/export-user.ts';
import type { Database } from '../database/database.ts';
import { rates } from './rate-limits.ts';
import { problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

/** What somebody takes along. */
export function addExportRoutes(app: App, { db }: { db: Database }): void {
  app.get('/api/users/me/export/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'All that is kept of me, as one file',
      response: { 200: z.any().describe('A JSON document, streamed.'), ...problemsSignedIn },
    },
    config: { rateLimit: rates.exportSelf },
    handler: (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="chatire.json"')
        .send(Readable.from(exportUser(db, signedInOf(request).user.id), { objectMode: false })),
  });
}
