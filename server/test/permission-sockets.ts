import { randomUUID } from 'node:crypto';
import {
  answerTo,
  callers,
  type CallerName,
  type ClientFrame,
  type Moderation,
  type ServerFrame,
} from '@chatire/protocol';
import { edit, erase, join, post, react, signUp, startChat, type Client, type Person } from './client.ts';
import { guestOf, type Place } from './permission-requests.ts';
import { connect, openSocket, type TestSocket } from './socket.ts';

/** Sockets of all who get one; those who aren't in the chat say that they are. `observer` is the owner's other device. */
export async function openSockets(
  place: Place,
): Promise<{ everybody: Map<CallerName, TestSocket>; observer: TestSocket }> {
  const everybody = new Map<CallerName, TestSocket>();
  for (const [name, person] of Object.entries(place.people) as [CallerName, Place['people'][CallerName]][])
    if (answerTo(callers[name], 'sign_in') === 'ok')
      everybody.set(name, await connect(person, { chats: { [place.uri]: 0 } }));
  return { everybody, observer: await connect(place.people.owner) };
}

/** Why somebody without a sign-in gets no socket. */
export async function refusedHello({ people }: Place, name: CallerName): Promise<number> {
  const socket = await openSocket(people[name].url);
  socket.send({ type: 'hello', token: people[name].token ?? '', epoch: null, chats: {} });
  return (await socket.closed()).code;
}

/** A frame of each type that follows the hello. */
export const framesAbout = (
  chat: string,
): { [Type in Exclude<ClientFrame['type'], 'hello'>]: ClientFrame } => ({
  watch: { type: 'watch', chat, list: [chat], here: true },
  typing: { type: 'typing', chat },
  read: { type: 'read', chat, sequence: 1_000 },
  ping: { type: 'ping' },
});

/** Makes an event of each kind happen. */
export async function makeEvents({ people, uri, link }: Place): Promise<void> {
  const owner = people.owner as Person;
  const { id } = await post(owner, uri, 'hello');
  await edit(owner, uri, id, 'hello, you');
  await react(owner, uri, id, '👍');
  await react(owner, uri, id, '👍', false);
  await erase(owner, uri, id);
  const guest = await guestOf(owner.url, link);
  await guest.call('PATCH', '/api/users/me/', { name: 'Ada' });
  await guest.call('DELETE', `/api/chats/${uri}/members/${guest.user?.id}/`);
  await owner.call('PATCH', `/api/chats/${uri}/`, { name: 'Crew' });
}

/** Makes every frame happen that only the owner's own sockets may hear. */
export async function makeOwnNews({ people, uri }: Place, device: TestSocket): Promise<void> {
  const { owner } = people;
  await owner.call('PATCH', `/api/chats/${uri}/settings/`, { pinned: true });
  await owner.call('PUT', `/api/chats/${uri}/unread/`, { sequence: 1 });
  device.send({ type: 'read', chat: uri, sequence: 1_000 });
  await owner.call('PATCH', '/api/users/me/settings/', { quiet_hours: null });
  // Nobody mutes an owner.
  const other = await signUp(owner.url);
  const elsewhere = await startChat(other);
  await other.call('PATCH', `/api/chats/${elsewhere.uri}/`, { hold_newcomers: true });
  await join(owner, elsewhere.uri);
  await owner.call('POST', `/api/chats/${elsewhere.uri}/messages/`, {
    message: 'hello',
    client_id: randomUUID(),
  });
  const moderation = await other.call<Moderation>('GET', `/api/chats/${elsewhere.uri}/moderation/`);
  await other.call('PUT', `/api/chats/${elsewhere.uri}/held/${moderation.body.held[0]?.id}/`);
  await other.call('PUT', `/api/chats/${elsewhere.uri}/members/${owner.user?.id}/mute/`, {
    seconds: null,
  });
  // They ask each other to come in, and hear what is answered.
  const [own, others] = [await startChat(owner as Person), await startChat(other)];
  await askToComeIn(other, owner, own.uri);
  await askToComeIn(owner, other, others.uri);
  await other.call('DELETE', `/api/chats/${others.uri}/requests/${owner.user?.id}/`);
  await owner.call('DELETE', `/api/chats/${own.uri}/`);
}

async function askToComeIn(who: Client, whom: Client, uri: string): Promise<void> {
  const { body } = await whom.call<{ code: string }>('POST', `/api/chats/${uri}/links/`, { ask_first: true });
  await who.call('POST', `/api/chats/${body.code}/join/`, {});
}

/** Makes every frame happen that only those hear who look after the chat. */
export async function makeModeratorsNews({ people, uri, messages }: Place): Promise<void> {
  const path = `/api/chats/${uri}/messages/${messages.owner}/reports/`;
  await people.member.call('POST', path, { reason: 'spam' });
}

/** Whether a frame says anything of a chat. */
export const isAbout = (frame: ServerFrame, uri: string): boolean => JSON.stringify(frame).includes(uri);
