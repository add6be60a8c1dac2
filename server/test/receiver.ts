import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server of somebody else that webhooks are sent to. */
export async function startReceiver() {
  const received: Received[] = [];
  /** What it answers from now on, and after how many milliseconds; 0: nothing at all. */
  const answer = { status: 204, after: 0, location: undefined as string | undefined };
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      received.push({ headers: request.headers, body });
      await sleep(answer.after);
      if (answer.status === 0) return;
      if (answer.location) response.setHeader('location', answer.location);
      response.writeHead(answer.status).end('something to read');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
