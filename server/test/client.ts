import { randomUUID } from 'node:crypto';
import type { ChatDetails, History, Message, Problem, Self } from '@chatire/protocol';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A caller of the HTTP interface, signed in once `token` is set. */
export interface Client {
  url: string;
  token: string | undefined;
  call<Body = Problem>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

export interface Person extends Client {
  user: Self;
}

export function createClient(url: string): Client {
  const client: Client = {
    url,
    token: undefined,
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(client.token === undefined ? {} : { authorization: `Bearer ${client.token}` }),
          ...(body === undefined || body instanceof URLSearchParams
            ? {}
            : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson ? JSON.parse(text) : text) as Body,
      };
    },
  };
  return client;
}

export const password = 'quiet harbour lamp';

/** Signs up and in. The name gets a random end, so that tests on one server don't meet. */
export async function signUp(url: string, name = 'person'): Promise<Person> {
  const client = createClient(url);
  const username = `${name}-${randomUUID().slice(0, 8)}`;
  const created = await client.call<Self>('POST', '/auth/users/create/', { username, password });
  if (created.status !== 201) throw new Error(`Sign-up failed: ${JSON.stringify(created.body)}`);
  client.token = await tokenFor(client, username);
  return Object.assign(client, { user: created.body });
}

export async function tokenFor(client: Client, username: string): Promise<string> {
  const { body } = await client.call<{ auth_token: string }>('POST', '/auth/token/create/', {
    username,
    password,
  });
  return body.auth_token;
}

/** The smallest picture that there is. */
export const dot = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');

/** The answer, whatever it is: a user, a chat or a problem. */
export async function putPicture(person: Client, path: string, file: Buffer, type = 'image/png') {
  const response = await fetch(new URL(path, person.url), {
    method: 'PUT',
    headers: { 'content-type': type, authorization: `Bearer ${person.token}` },
    body: new Uint8Array(file),
  });
  return { status: response.status, body: (await response.json()) as { picture: string | null } & Problem };
}

export async function startChat(person: Client): Promise<ChatDetails> {
  return (await person.call<ChatDetails>('POST', '/api/chats/')).body;
}

export async function join(person: Client, uri: string): Promise<ChatDetails> {
  return (await person.call<ChatDetails>('POST', `/api/chats/${uri}/join/`)).body;
}

export async function post(
  person: Client,
  uri: string,
  message: string,
  client_id = randomUUID(),
): Promise<Message> {
  const answer = await person.call<Message>('POST', `/api/chats/${uri}/messages/`, { message, client_id });
  if (answer.status !== 201) throw new Error(`Post failed: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The answer, whatever it is: a message, or a problem. */
export function edit(person: Client, uri: string, id: number, message: string) {
  return person.call<Message & Problem>('PATCH', `/api/chats/${uri}/messages/${id}/`, { message });
}

export function erase(person: Client, uri: string, id: number) {
  return person.call<Message & Problem>('DELETE', `/api/chats/${uri}/messages/${id}/`);
}

export function react(person: Client, uri: string, id: number, emoji: string, add = true) {
  const path = `/api/chats/${uri}/messages/${id}/reactions/${encodeURIComponent(emoji)}/`;
  return person.call<Message & Problem>(add ? 'PUT' : 'DELETE', path);
}

export async function history(person: Client, uri: string, query = ''): Promise<History> {
  return (await person.call<History>('GET', `/api/chats/${uri}/messages/${query}`)).body;
}

/** Every message of a chat, page by page from the oldest. */
export async function wholeHistory(person: Client, uri: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after = 0, more = true; more;) {
    const page = await history(person, uri, `?after=${after}&limit=100`);
    messages.push(...page.messages);
    more = page.has_newer;
    after = page.messages.at(-1)?.sequence ?? after;
  }
  return messages;
}
