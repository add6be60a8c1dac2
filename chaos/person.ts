import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Problem } from '@chatire/protocol';

/** Somebody with an account who may use any of the servers, as people behind a load balancer do. */
export interface Person {
  name: string;
  userId: number;
  /** A token that is good for at least a minute more. */
  token(): Promise<string>;
  /** The answer of one of the servers; tries the next when one is down. Rejects when none answers. */
  call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body & Problem }>;
}

const password = 'quiet harbour lamp';
const renewAfter = 3 * 60_000;
const requestLimit = 15_000;
let people = 0;

export async function createPerson(servers: () => readonly string[]): Promise<Person> {
  const name = `person-${process.pid}-${++people}`;
  let token = '';
  let tokenSince = 0;

  async function signIn(): Promise<string> {
    if (performance.now() - tokenSince < renewAfter && token !== '') return token;
    const { status, body } = await ask<{ auth_token: string }>(
      servers,
      'POST',
      '/auth/token/create/',
      { username: name, password },
      undefined,
    );
    if (status !== 200) throw new Error(`Signing in gave ${status}: ${JSON.stringify(body)}`);
    token = body.auth_token;
    tokenSince = performance.now();
    return token;
  }

  const created = await ask<{ id: number }>(
    servers,
    'POST',
    '/auth/users/create/',
    { username: name, password },
    undefined,
  );
  if (created.status !== 201)
    throw new Error(`Signing up gave ${created.status}: ${JSON.stringify(created.body)}`);
  await signIn();
  return {
    name,
    userId: created.body.id,
    token: signIn,
    async call<Body>(method: string, path: string, body?: unknown) {
      const answer = await ask<Body>(servers, method, path, body, `Bearer ${await signIn()}`);
      // The server's clock may go another way than ours.
      if (answer.status !== 401 || answer.body.code !== 'token_expired') return answer;
      token = '';
      return ask<Body>(servers, method, path, body, `Bearer ${await signIn()}`);
    },
  };
}

/** Somebody who came by a chat's link: no password to hash, and good for the five minutes that the token lives. */
export async function createGuest(servers: () => readonly string[], uri: string): Promise<Person> {
  const name = `guest-${++people}`;
  const { status, body } = await ask<{ auth_token: string; user: { id: number } }>(
    servers,
    'POST',
    `/api/chats/${uri}/guests/`,
    { name },
    undefined,
  );
  if (status !== 201) throw new Error(`Joining as a guest gave ${status}: ${JSON.stringify(body)}`);
  const { auth_token: token, user } = body;
  return {
    name,
    userId: user.id,
    token: async () => token,
    call: (method, path, body) => ask(servers, method, path, body, `Bearer ${token}`),
  };
}

/** Tries one server after the other, from a random one on. */
async function ask<Body>(
  servers: () => readonly string[],
  method: string,
  path: string,
  body: unknown,
  authorization: string | undefined,
): Promise<{ status: number; body: Body & Problem }> {
  const urls = servers();
  let failure: unknown = new Error('There is no server.');
  const first = Math.floor(Math.random() * urls.length);
  for (let attempt = 0; attempt < urls.length; attempt++) {
    const url = urls[(first + attempt) % urls.length];
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(requestLimit),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body & Problem };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export async function startChat(owner: Person, members: readonly Person[]): Promise<string> {
  const { body } = await owner.call<{ uri: string }>('POST', '/api/chats/');
  for (const member of members) await member.call('POST', `/api/chats/${body.uri}/join/`);
  return body.uri;
}

/** Posts until the server has acknowledged it, under one client id, as the page does. Gives the message. */
export async function postUntilAcknowledged(
  person: Person,
  uri: string,
  message: string,
  clientId: string,
  stopped: () => boolean = () => false,
): Promise<Message | undefined> {
  for (let wait = 10; !stopped(); wait = Math.min(wait * 2, 500)) {
    const answer = await person
      .call<Message>('POST', `/api/chats/${uri}/messages/`, { message, client_id: clientId })
      .catch(() => undefined);
    if (answer?.status === 201) return answer.body;
    if (answer && answer.status < 500 && answer.status !== 429)
      throw new Error(`A post was refused: ${JSON.stringify(answer.body)}`);
    await sleep(wait * (0.5 + Math.random()));
  }
  return undefined;
}
