import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Part = 'page' | 'worker';

/** Stands before a server and can give its page as a newer version of it would: marked, and kept by another worker. */
export async function startBefore(url: string) {
  const versions = new Map<Part, string>();
  const server = createServer((request, response) => pass(request, response, url, versions));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    renew: (part: Part, version: string) => void versions.set(part, version),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  versions: ReadonlyMap<Part, string>,
) {
  const path = request.url ?? '/';
  const part = path === '/service-worker.js' ? 'worker' : /^\/(?:chats.*)?$/.test(path) ? 'page' : undefined;
  // The whole page as it is, also where the browser has the old one already.
  const { 'if-none-match': _tag, 'if-modified-since': _time, ...asked } = request.headers;
  const headers = { ...asked, 'accept-encoding': 'identity' };
  const passed = ask(`${url}${path}`, { method: request.method, headers }, (answer) => {
    const next = part && versions.get(part);
    if (next === undefined) {
      response.writeHead(answer.statusCode!, answer.headers);
      return void answer.pipe(response);
    }
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const renewed = text
        .replace('<html', `$& data-version="${next}"`)
        .replace(/"(?=[\da-f]{12}")/, `$&${next}`);
      const { 'content-length': _length, etag: _etag, 'last-modified': _modified, ...rest } = answer.headers;
      response.writeHead(answer.statusCode!, rest).end(renewed);
    });
  });
  passed.on('error', () => response.destroy());
  request.pipe(passed);
}
