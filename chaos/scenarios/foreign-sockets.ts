import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { password, startPostgres } from '@chatire/server/testing';
import { startMember, type Member } from '../installation.ts';
import { helloOf, listen, type Listener } from '../listener.ts';
import { createPerson } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const patience = 500;
const friend = 'https://friends.example';
/** As behind a proxy. */
const publicUrl = 'http://localhost:81';

interface Way {
  origin?: string | string[];
  host?: string;
  path?: string;
  headers?: Record<string, string>;
  protocols?: string[];
  version?: number;
  /** What is said first; nothing when left out. */
  hello?: unknown;
}

/** Everybody who should get no socket, and those who should. */
export const foreignSockets: Scenario = {
  name: 'foreign-sockets',
  required: '0 get in; those who may do',
  timeLimit: 120,
  async run({ onEnd }) {
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const env = { DATABASE_URL: postgres.url, BROKER: 'postgres', ALLOWED_ORIGINS: friend };
    const [local, open] = await Promise.all([
      startMember({ onEnd }, env),
      startMember({ onEnd }, { ...env, PUBLIC_URL: publicUrl }),
    ]);
    const urls = () => [local.url];
    const person = await createPerson(urls);
    const token = await person.token();
    const gone = await endedToken(local, person.name);
    const hello = helloOf(token);

    const foreign: [Member, Way][] = [
      ...foreignOrigins(local.port).map((origin): [Member, Way] => [local, { origin, hello }]),
      ...foreignPublicOrigins(open.port).map((way): [Member, Way] => [open, { ...way, hello }]),
      ...badHellos(token, gone).map((said): [Member, Way] => [local, { hello: said }]),
      ...tokensElsewhere(token).map((way): [Member, Way] => [local, way]),
      ...otherDoors().map((way): [Member, Way] => [local, { ...way, hello }]),
    ];
    const welcome: [Member, Way][] = [
      [local, { hello }],
      [local, { origin: local.url, hello }],
      [local, { origin: friend, hello }],
      [open, { origin: publicUrl, hello }],
      [open, { origin: friend, hello }],
    ];
    const tried = [...foreign, ...welcome].map(([member, way]) => ({ way, socket: enter(member, way) }));
    const last = tried.slice(foreign.length);
    // They were the last to come: when they are in, the others would be as well.
    await Promise.all(last.map(({ socket }) => socket.settled()));
    await sleep(patience);
    const isIn = ({ socket }: { socket: Listener }) => socket.frames.length > 0;
    const intruders = tried.slice(0, foreign.length).filter(isIn);
    const guests = last.filter(isIn);
    for (const { socket } of tried) socket.close();
    const names = intruders.map(({ way }) => JSON.stringify(way).replaceAll(token, '…'));
    return {
      figure: `${intruders.length} of ${foreign.length} got in${names.map((name) => ` ${name}`).join(';')}, and ${guests.length} of ${welcome.length} who may`,
      ok: intruders.length === 0 && guests.length === welcome.length && foreign.length >= 50,
    };
  },
};

function enter(
  { port }: Member,
  { origin, host, path = '/ws', headers, protocols, version, hello }: Way,
): Listener {
  const all = {
    ...headers,
    ...(origin !== undefined && { Origin: origin }),
    ...(host !== undefined && { Host: host }),
  };
  return listen(
    `ws://localhost:${port}${path}`,
    hello,
    { headers: all, ...(version !== undefined && { protocolVersion: version }) },
    protocols,
  );
}

/** To a server that knows no address of its own but the one that was called. */
const foreignOrigins = (port: number): (string | string[])[] => [
  'https://evil.example',
  'null',
  '',
  ' ',
  'file://',
  'about:blank',
  'chrome-extension://abcdefghijklmnop',
  'http://localhost',
  `http://localhost:${port + 1}`,
  `http://localhost:${port}0`,
  `http://localhost:${port}.evil.example`,
  `http://localhost:${port}@evil.example`,
  `http://evil@localhost:${port}`,
  `http://localhost.evil.example:${port}`,
  `http://evil.example:${port}`,
  `http://127.0.0.1:${port}`,
  `http://[::1]:${port}`,
  `http://xn--lcalhost-9nf:${port}`,
  `http://localhost.:${port}`,
  `http://localhost:${port}/`,
  `http://localhost:${port}/evil`,
  `ws://localhost:${port}`,
  `ftp://localhost:${port}`,
  `//localhost:${port}`,
  `localhost:${port}`,
  'http://friends.example',
  `${friend}:444`,
  `${friend}.evil.example`,
  `${friend}.`,
  `${friend}/`,
  'https://evil.friends.example',
  'https://evilfriends.example',
  'https://friends.example,https://evil.example',
  ['https://evil.example', `http://localhost:${port}`],
];

/** To one that knows its address, it doesn't matter what it was called by: a name may have been made to lead here. */
const foreignPublicOrigins = (port: number): Way[] => [
  { origin: `http://localhost:${port}` },
  { origin: 'https://evil.example', host: 'evil.example' },
  { origin: 'https://localhost:81', host: 'localhost:81' },
  { origin: 'http://localhost', host: 'localhost' },
  { origin: `${publicUrl}.evil.example` },
  { origin: 'http://evil.localhost:81' },
  {
    origin: 'https://evil.example',
    headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  },
];

const badHellos = (token: string, gone: string): unknown[] => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const parsed = JSON.parse(String(Buffer.from(claims, 'base64url'))) as Record<string, unknown>;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (alg: string, secret: string) => {
    const text = `${part({ alg, typ: 'JWT' })}.${claims}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const tokens = [
    '',
    'x',
    gone,
    `Bearer ${token}`,
    `${token} `,
    `${header}.${claims}.`,
    `${header}.${claims}`,
    `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
    `${header}.${part({ ...parsed, user_id: 1, orig_iat: 0 })}.${signature}`,
    `${header}.${part({ ...parsed, exp: 9_999_999_999 })}.${signature}`,
    `${part({ alg: 'none', typ: 'JWT' })}.${claims}.`,
    signed('HS256', ''),
    signed('HS256', 'secret'),
    signed('HS256', 'chatire'),
  ];
  const { type, ...rest } = helloOf(token);
  return [
    undefined,
    ...tokens.map((bad) => helloOf(bad)),
    { ...rest, type: 'Hello' },
    rest,
    { ...helloOf(token), token: [token] },
    { ...helloOf(token), admin: true },
    { ...helloOf(token), chats: null },
    [helloOf(token)],
    Buffer.from(JSON.stringify(helloOf(token))),
    `${JSON.stringify({ type, ...rest })} x`,
    { type: 'ping' },
    { type: 'typing', chat: 'A'.repeat(22) },
  ];
};

/** Nothing secret is taken from an address or a header. */
const tokensElsewhere = (token: string): Way[] => [
  { path: `/ws?token=${token}` },
  { path: `/ws?access_token=${token}` },
  { path: `/ws?auth_token=${token}`, hello: helloOf('') },
  { path: `/ws/${token}` },
  { headers: { authorization: `Bearer ${token}` }, hello: helloOf('') },
  { headers: { cookie: `token=${token}; auth_token=${token}` }, hello: helloOf('') },
  { protocols: [token.replaceAll('.', '_')], hello: helloOf('') },
];

/** The right word at the wrong door. */
const otherDoors = (): Way[] => [
  { path: '/' },
  { path: '/WS' },
  { path: '/ws2' },
  { path: '//ws' },
  { path: '/ws/ws' },
  { path: '/api/ws' },
  { path: '/%77s' },
  { version: 8 },
];

/** Of a session that was signed out. */
async function endedToken({ url }: Member, username: string): Promise<string> {
  const answer = await fetch(`${url}/auth/token/create/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const { auth_token: token } = (await answer.json()) as { auth_token: string };
  await fetch(`${url}/auth/sign-out/`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  return token;
}
