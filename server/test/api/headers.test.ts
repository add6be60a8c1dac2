import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { dot, putPicture, signUp } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

/** What is asked, and how long it may be kept. */
const asked: [string, string, string][] = [
  ['GET', '/', 'no-cache'],
  ['GET', '/chats/somewhere', 'no-cache'],
  ['GET', '/theme.js', 'no-cache'],
  ['HEAD', '/', 'no-cache'],
  ['GET', '/auth/me/', 'no-store'],
  ['POST', '/auth/token/create/', 'no-store'],
  ['GET', '/auth/ways/', 'no-store'],
  ['GET', '/auth/openid/callback/', 'no-store'],
  ['GET', '/api/chats/', 'no-store'],
  ['GET', '/api/nothing', 'no-store'],
  ['GET', '/api/chats/%E0%A4%A/', 'no-store'],
  ['OPTIONS', '/api/chats/', 'no-store'],
  ['GET', '/api/pictures/none.webp', 'no-store'],
  ['GET', '/api/openapi.json', 'no-store'],
  ['GET', '/api/docs/', 'no-store'],
  ['GET', '/health/ready', 'no-store'],
  ['GET', '/metrics', 'no-store'],
  ['GET', '/ws', 'no-store'],
];

test.each(asked)('%s %s carries the headers that keep a page safe', async (method, path, kept) => {
  expectSafe(await fetch(server.url + path, { method, redirect: 'manual' }), kept);
});

test('an answer that nothing has changed carries them as well', async () => {
  const { headers } = await fetch(`${server.url}/theme.js`);
  const again = { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
  const answer = await fetch(`${server.url}/theme.js`, { headers: again });
  expect(answer.status).toBe(304);
  expectSafe(answer, 'no-cache');
});

test('a picture may be kept, and nothing in it can run', async () => {
  const person = await signUp(server.url);
  const { body } = await putPicture(person, '/api/users/me/picture/', dot);
  const answer = await fetch(server.url + body.picture);
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expectSafe(answer, 'public, max-age=31536000, immutable');
});

test('no text becomes a script on the page, and nothing is said twice', async () => {
  const { headers } = await fetch(`${server.url}/`);
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data: blob:;font-src 'self';connect-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types vue service-worker",
  );
});

test('an upgrade that is refused says nothing but its status', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: here\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  expect(await text(socket)).toBe('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
});

function expectSafe({ headers }: Response, kept: string) {
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': kept,
  });
  // Says which program it is, and which origins may read it: neither is for everybody.
  expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
  expect(headers.get('access-control-allow-origin')).toBeNull();
}
