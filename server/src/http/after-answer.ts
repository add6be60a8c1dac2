import type { Logger } from 'pino';
import { Refused } from '../errors.ts';
import type { App } from './routes.ts';

/** Does something after the answer, which must not say by its time what that is. The server waits for it when it stops. */
export type AfterAnswer = (requestId: string, work: () => Promise<unknown>) => void;

export function createAfterAnswer(app: App, log: Pick<Logger, 'warn'>): AfterAnswer {
  const underWay = new Set<Promise<unknown>>();
  app.addHook('onClose', async () => void (await Promise.all(underWay)));
  return (request, work) => {
    const doing = work()
      .catch((error: unknown) => log.warn({ request }, `A mail was not sent (${reasonOf(error)}).`))
      .finally(() => underWay.delete(doing));
    underWay.add(doing);
  };
}

/** Of a mail server's answer only the code: the rest may name the person. */
function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return error instanceof Error && 'code' in error ? String(error.code) : 'it could not be made';
}
