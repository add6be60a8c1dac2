import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';

/** What a proxy does otherwise than it should. */
export interface Ways {
  /** What becomes of X-Forwarded-For. */
  forwarded: 'replace' | 'add' | 'keep' | 'drop';
  upgrade: 'pass' | 'refuse' | 'deaf';
  dropAsked: readonly string[];
  dropAnswered: readonly string[];
  /** Passes to a place where nobody is. */
  isLost: boolean;
  /** Has a page of its own. */
  isOther: boolean;
  leadsTo: string | undefined;
}

export const well: Ways = {
  forwarded: 'replace',
  upgrade: 'pass',
  dropAsked: [],
  dropAnswered: [],
  isLost: false,
  isOther: false,
  leadsTo: undefined,
};

export interface WrongProxy {
  port: number;
  ways: Ways;
  stop(): Promise<void>;
}

/** A reverse proxy that can be told to do each thing wrong. */
export async function startWrongProxy(
  target: () => URL,
  { port = 0, tls }: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<WrongProxy> {
  const proxy: WrongProxy = { port, ways: well, stop };
  const server = tls ? https.createServer(tls) : http.createServer();
  const sockets = new Set<net.Socket>();

  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { isLost, isOther, leadsTo } = proxy.ways;
    if (leadsTo !== undefined) return response.writeHead(301, { location: leadsTo }).end();
    if (isOther) return response.end('Welcome to nginx!');
    if (isLost) return response.writeHead(502).end();
    const headers = headersOf(request);
    const { hostname, port: to } = target();
    const asked = http.request({ hostname, port: to, path: request.url, method: request.method, headers });
    asked.on('response', (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => !proxy.ways.dropAnswered.includes(name));
      response.writeHead(answer.statusCode!, Object.fromEntries(kept));
      answer.pipe(response);
    });
    request.pipe(asked);
  });
  server.on('upgrade', (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    if (proxy.ways.upgrade === 'refuse') return socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const { hostname, port: to } = target();
    const behind = net.connect(Number(to), hostname);
    const lines = Object.entries(headersOf(request)).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    behind.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    behind.write(head);
    behind.pipe(socket);
    if (proxy.ways.upgrade === 'pass') socket.pipe(behind);
    else socket.once('data', () => socket.destroy());
    for (const one of [socket, behind]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => void (socket.destroy(), behind.destroy()));
    }
  });

  function headersOf({ headers, socket }: http.IncomingMessage): http.OutgoingHttpHeaders {
    const { forwarded, dropAsked } = proxy.ways;
    const kept: http.OutgoingHttpHeaders = { ...headers };
    for (const name of dropAsked) delete kept[name];
    const said = headers['x-forwarded-for'];
    if (forwarded === 'drop') delete kept['x-forwarded-for'];
    if (forwarded === 'replace') kept['x-forwarded-for'] = socket.remoteAddress;
    if (forwarded === 'add') kept['x-forwarded-for'] = [said, socket.remoteAddress].flat().join(', ');
    return kept;
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  server.listen(port, 'localhost');
  await once(server, 'listening');
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
