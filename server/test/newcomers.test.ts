import { expect, test } from 'vitest';
import type { ChatDetails, ChatList, Events, Message } from '@chatire/protocol';
import {
  createClient,
  edit,
  erase,
  history,
  join,
  post,
  react,
  signUp,
  startChat,
  type Person,
} from './client.ts';
import { connect } from './socket.ts';
import { useServer } from './use-server.ts';

const server = useServer();
const canary = 'canary';

/** A chat with a past, of which new members see as much as `history_for_new` says. */
async function chatWithPast(history_for_new: number | null) {
  const owner = await signUp(server.url);
  const gone = await signUp(server.url, canary);
  const { uri } = await startChat(owner);
  await join(gone, uri);
  const old = await post(gone, uri, `${canary} one @all`);
  await edit(gone, uri, old.id, `${canary} one, edited @${owner.user.name}`);
  const answer = await reply(owner, uri, `${canary} two`, old.id);
  await react(owner, uri, old.id, '👍');
  await gone.call('DELETE', `/api/chats/${uri}/members/${gone.user.id}/`);
  await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new });
  return { owner, uri, old, answer };
}

async function reply(person: Person, uri: string, message: string, reply_to: number): Promise<Message> {
  return (await person.call<Message>('POST', `/api/chats/${uri}/messages/`, { message, reply_to })).body;
}

const nowhere = 999_999_999;

test('of what was before, nothing reaches a member who came later: by no route, no frame and no event', async () => {
  const { owner, uri, old, answer } = await chatWithPast(0);
  const newcomer = await signUp(server.url);
  const heard: string[] = [];
  /** Whatever the server says to the newcomer is looked through. */
  const call = async (method: string, path: string, body?: unknown) => {
    const got = await newcomer.call(method, path, body);
    heard.push(`${method} ${path} ${JSON.stringify(got.body)}`);
    return got;
  };
  await call('POST', `/api/chats/${uri}/join/`);
  const socket = await connect(newcomer, { chats: { [uri]: 1 } });
  expect(socket.frames[0]).toMatchObject({ type: 'reset', chat: uri });

  const { paths } = (
    await createClient(server.url).call<{ paths: Record<string, object> }>('GET', '/api/openapi.json')
  ).body;
  const readable = Object.keys(paths).filter((path) => 'get' in paths[path]!);
  expect(readable.length).toBeGreaterThan(8);
  const walk = async () => {
    for (const path of readable) {
      const filled = path.replace('{uri}', uri).replace('{id}', String(old.id));
      if (!filled.includes('{')) await call('GET', filled);
    }
    for (const query of ['before=99', `after=0`, `around=${old.sequence}`, 'after=0&limit=1', 'before=1'])
      await call('GET', `/api/chats/${uri}/messages/?${query}`);
    await call('GET', `/api/chats/${uri}/events/?after=0`);
  };
  await walk();
  expect((await history(newcomer, uri)).messages).toEqual([]);
  expect(await history(newcomer, uri, '?before=1')).toMatchObject({ has_older: false, has_newer: false });

  // What one may not see answers as what isn't there.
  const path = `/api/chats/${uri}/messages/`;
  for (const [method, of, body] of [
    ['PATCH', (id: number) => `${path}${id}/`, { message: 'mine' }],
    ['DELETE', (id: number) => `${path}${id}/`, undefined],
    ['PUT', (id: number) => `${path}${id}/reactions/👍/`, undefined],
    ['DELETE', (id: number) => `${path}${id}/reactions/👍/`, undefined],
  ] as const) {
    const [hidden, unknown] = [await call(method, of(old.id), body), await call(method, of(nowhere), body)];
    expect([hidden.status, hidden.body]).toEqual([404, unknown.body]);
  }
  const toHidden = await call('POST', path, { message: 'hm', reply_to: old.id });
  expect([toHidden.status, toHidden.body]).toEqual([
    400,
    (await call('POST', path, { message: 'hm', reply_to: nowhere })).body,
  ]);

  // Live, and once more by resuming.
  const ready = await socket.waitForType('ready');
  const from = (await owner.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body.sequence;
  await react(owner, uri, answer.id, '🎉');
  await edit(owner, uri, answer.id, `${canary} two, edited`);
  const late = await reply(owner, uri, 'seen', answer.id);
  await edit(owner, uri, late.id, 'seen, edited');
  await react(newcomer, uri, late.id, '👍');
  await erase(owner, uri, answer.id);
  const head = from + 6;
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === head);
  const again = await connect(newcomer, { epoch: ready.epoch, chats: { [uri]: from } });
  await again.waitFor((frame) => frame.type === 'event' && frame.sequence === head);
  await walk();
  const { events } = (await newcomer.call<Events>('GET', `/api/chats/${uri}/events/?after=${from}`)).body;
  const live = socket.events().filter(({ sequence }) => sequence > from);
  for (const got of [live, again.events(), events])
    expect(got.map(({ kind }) => kind)).toEqual([
      'hidden',
      'hidden',
      'message_posted',
      'message_edited',
      'reaction_added',
      'hidden',
    ]);
  expect(live[3]).toMatchObject({
    message: { message: 'seen, edited', reply_to: { id: answer.id, user: null, text: '' } },
  });

  heard.push(...[...socket.frames, ...again.frames].map((frame) => JSON.stringify(frame)));
  expect(heard.filter((text) => text.includes(canary))).toEqual([]);
  // The owner hears all of it: the search would find it.
  expect(JSON.stringify((await owner.call('GET', `/api/chats/${uri}/events/?after=0`)).body)).toContain(
    canary,
  );
  for (const one of [socket, again]) await one.close();
});

test('who comes sees the last messages that the owner chose, also after the choice has changed', async () => {
  const { owner, uri, answer } = await chatWithPast(1);
  const newcomer = await signUp(server.url);
  const texts = async () => (await history(newcomer, uri)).messages.map(({ message }) => message);
  expect((await join(newcomer, uri)).visible_from).toBe(answer.sequence);
  expect(await texts()).toEqual([`${canary} two`]);
  const [quoting] = (await history(newcomer, uri)).messages;
  expect(quoting?.reply_to).toMatchObject({ user: null, text: '' });
  for (const history_for_new of [0, null])
    await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new });
  expect(await texts()).toEqual([`${canary} two`]);
  const { body } = await newcomer.call<ChatList>('GET', '/api/chats/');
  expect(body.chats[0]).toMatchObject({ history_for_new: null, last_message: { id: answer.id } });
});

test('who leaves and comes back comes anew, with sockets that stay open', async () => {
  const { owner, uri } = await chatWithPast(null);
  const person = await signUp(server.url);
  await join(person, uri);
  const told = await post(owner, uri, 'told before');
  const socket = await connect(person, {});
  await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new: 0 });
  await person.call('DELETE', `/api/chats/${uri}/members/${person.user.id}/`);
  await socket.waitForType('chat_removed');
  await join(person, uri);
  await socket.waitForType('chat_added');
  await edit(owner, uri, told.id, 'told before, and edited');
  await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'hidden');
  expect((await history(person, uri)).messages).toEqual([]);
  await socket.close();
});

test('the owner alone chooses what new members see, within bounds', async () => {
  const { owner, uri } = await chatWithPast(null);
  const member = await signUp(server.url);
  await join(member, uri);
  const choose = (person: Person, history_for_new: unknown) =>
    person.call('PATCH', `/api/chats/${uri}/`, { history_for_new });
  expect((await choose(member, 0)).status).toBe(403);
  await owner.call('PATCH', `/api/chats/${uri}/members/${member.user.id}/`, { role: 'moderator' });
  expect((await choose(member, 0)).status).toBe(403);
  for (const wrong of [-1, 1001, 1.5, 'some', '1e9', true]) {
    const { status, body } = await choose(owner, wrong);
    expect([status, Object.keys(body.errors ?? {})]).toEqual([400, ['history_for_new']]);
  }
  for (const right of [0, 1000, '20', null, '']) expect((await choose(owner, right)).status).toBe(200);
});
