import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a proxy's id may look like: it goes into the log and to other processes as it is. */
const form = /^[\w.:/+=-]{8,128}$/;

/** By a trusted proxy's own id a request is found in its log as well; anybody else's word is worth nothing. */
export function createRequestIds(isTrusted: (address: string) => boolean) {
  return ({ headers, socket }: IncomingMessage): string => {
    const told = headers['x-request-id'];
    if (typeof told === 'string' && form.test(told) && isTrusted(socket.remoteAddress ?? '')) return told;
    return randomUUID();
  };
}
