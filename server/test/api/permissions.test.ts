import { beforeAll, expect, test } from 'vitest';
import {
  answerTo,
  callers,
  clientFrames,
  closeCodes,
  eventKinds,
  needsOf,
  routes,
  serverFrames,
  serverNeeds,
  type CallerName,
  type Need,
} from '@chatire/protocol';
import { signUp } from '../client.ts';
import {
  gatherPeople,
  guestOf,
  makeDirectPlace,
  makePlace,
  requests,
  type Asked,
  type People,
  type Place,
} from '../permission-requests.ts';
import {
  framesAbout,
  isAbout,
  makeEvents,
  makeModeratorsNews,
  makeOwnNews,
  openSockets,
  refusedHello,
} from '../permission-sockets.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
let people: People;
let group: Place;
let direct: Place;

beforeAll(async () => {
  people = await gatherPeople(server.server);
  group = await makePlace(people);
  direct = await makeDirectPlace(group);
});

const rows = Object.keys(routes).flatMap((route) => {
  const [method = '', path = ''] = route.split(' ');
  const uses = Object.entries(needsOf(method, path) ?? {});
  return uses.map(([use, need]) => ({ row: `${route} ${use}`.trim(), method, path, need }));
});

test.each(rows)('$row answers everybody as the table says', async ({ row, method, path, need }) => {
  expect(requests[row], 'Say in permission-requests.ts how this row is asked for.').toBeDefined();
  const whoever = path.includes(':uri') ? everybody : accounts;
  const expected = Object.fromEntries(whoever.map((caller) => [caller, answerTo(callers[caller], need)]));
  const answers: Record<string, string> = {};
  for (const caller of whoever) {
    const may = expected[caller] === 'ok';
    const { spends } = requests[row] ?? {};
    const place =
      may && (spends === true || spends === caller) ? await placeToSpend(caller, path) : placeOf(caller);
    const answer = await ask({ caller, place }, row, method, path, need);
    const isOff = requests[row]?.isOff && codeOf(answer) === 'not_found';
    answers[caller] = isOff && may ? 'ok' : codeOf(answer);
    if (!may && method === 'GET')
      expect((await ask({ caller, place }, row, 'HEAD', path, need)).status).toBe(answer.status);
    if (expected[caller] !== 'not_found') continue;
    if (serverNeeds[need])
      expect(answer, `as the ${caller} hears it`).toEqual(
        await ask({ caller, place }, row, method, '/api/nowhere/', need),
      );
    const unknown = { ...place, uri: 'A'.repeat(22), link: 'A'.repeat(22) };
    expect(answer, `as the ${caller} hears it`).toEqual(
      await ask({ caller, place: unknown }, row, method, path, need),
    );
    const hidden = { caller, place: { ...place, uri: direct.uri, link: direct.uri } };
    if (caller !== 'partner') expect(await ask(hidden, row, method, path, need)).toEqual(answer);
  }
  expect(answers).toEqual(expected);
});

test('a socket is for those who are signed in', async () => {
  const refused = everybody.filter((caller) => answerTo(callers[caller], clientFrames.hello) !== 'ok');
  const codes = await Promise.all(refused.map((caller) => refusedHello(group, caller)));
  expect(codes).toEqual(refused.map(() => closeCodes.token_refused.code));
});

test('each frame and each kind of event is heard as the table says, and outside of the chat nothing is', async () => {
  const place = await makePlace(people);
  const sockets = await openSockets(place);
  const { observer } = sockets;
  // The direct chat is another one.
  const isIn = (caller: CallerName, need: Need) =>
    caller !== 'partner' && answerTo(callers[caller], need) === 'ok';
  const idsOf = (need: Need) =>
    [...sockets.everybody.keys()]
      .filter((caller) => isIn(caller, need))
      .map((caller) => place.people[caller].user?.id);

  // Strangers first: when the members' frames have had their effects, theirs would have had them as well.
  const order = [...sockets.everybody.keys()].toSorted(
    (a, b) => Number(isIn(a, 'membership')) - Number(isIn(b, 'membership')),
  );
  observer.send(framesAbout(place.uri).watch);
  for (const caller of order)
    for (const frame of Object.values(framesAbout(place.uri))) sockets.everybody.get(caller)?.send(frame);
  const readers = idsOf(clientFrames.read);
  await observer.waitFor(
    (frame) => frame.type === 'reads' && readers.every((id) => frame.marks.some((mark) => mark.user === id)),
  );
  await observer.waitFor(
    (frame) => frame.type === 'presence' && frame.count === idsOf(clientFrames.watch).length,
  );
  const typing = idsOf(clientFrames.typing).filter((id) => id !== people.owner.user?.id);
  for (const id of typing) await observer.waitFor((frame) => frame.type === 'typing' && frame.user.id === id);
  await makeEvents(place);
  for (const [caller, socket] of sockets.everybody) {
    await socket.waitForType('pong');
    if (isIn(caller, clientFrames.watch)) await socket.waitForType('presence');
    if (isIn(caller, 'membership'))
      for (const kind of Object.keys(eventKinds))
        await socket.waitFor((frame) => frame.type === 'event' && frame.kind === kind);
  }
  const typists = observer.frames.flatMap((frame) => (frame.type === 'typing' ? [frame.user.id] : []));
  expect(new Set(typists)).toEqual(new Set(typing));

  const before = new Map([...sockets.everybody].map(([caller, socket]) => [caller, socket.frames.length]));
  const own = keysOf(serverFrames).filter((type) => serverFrames[type] === 'oneself');
  await makeOwnNews(place, observer);
  for (const type of own) await sockets.everybody.get('owner')?.waitForType(type);
  for (const [caller, socket] of sockets.everybody) {
    const types = socket.frames.slice(before.get(caller)).map((frame) => frame.type);
    if (caller !== 'owner')
      expect(
        types.filter((type) => own.includes(type as never)),
        caller,
      ).toEqual([]);
    if (isIn(caller, 'membership')) continue;
    expect(
      socket.frames.filter((frame) => isAbout(frame, place.uri)),
      caller,
    ).toEqual([]);
  }

  const forModerators = keysOf(serverFrames).filter((type) => serverFrames[type] === 'moderators');
  await makeModeratorsNews(place);
  for (const [caller, socket] of sockets.everybody) {
    const heard = () => socket.frames.filter((frame) => isAbout(frame, place.uri));
    if (isIn(caller, 'moderate')) for (const type of forModerators) await socket.waitForType(type);
    else
      expect(
        heard().filter(({ type }) => forModerators.includes(type as never)),
        caller,
      ).toEqual([]);
  }
  await Promise.all([observer, ...sockets.everybody.values()].map((socket) => socket.close()));
});

const everybody = Object.keys(callers) as CallerName[];
/** Where no chat is named, it doesn't matter who one is in it. */
const accounts = [
  'anonymous',
  'deleted',
  'stranger',
  'guest',
  'administrator',
  'server_owner',
] as const satisfies CallerName[];

const placeOf = (caller: CallerName): Place => (caller === 'partner' ? direct : group);

async function placeToSpend(caller: CallerName, path: string): Promise<Place> {
  if (path.includes(':uri')) return caller === 'partner' ? direct : makePlace(people);
  if (path.startsWith('/api/admin/')) return { ...group, account: (await signUp(server.url)).user.id };
  const spare = caller === 'guest' ? await guestOf(server.url, group.link) : await signUp(server.url);
  return { ...group, people: { ...group.people, [caller]: spare } };
}

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) => Object.keys(record) as Key[];

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

async function ask(asked: Asked, row: string, method: string, path: string, need: Need): Promise<Answer> {
  const { caller, place } = asked;
  const { token } = place.people[caller];
  const hasLink = callers[caller].place !== 'nowhere' && need.startsWith('link');
  const params: Record<string, string | number> = {
    uri: hasLink ? place.link : place.uri,
    ...requests[row]?.params?.(asked),
  };
  const filled = path
    .replace('*', '/')
    .replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const body = method === 'HEAD' ? undefined : requests[row]?.body?.(asked);
  const isFile = Buffer.isBuffer(body);
  const response = await fetch(new URL(`${filled}${requests[row]?.query ?? ''}`, server.url), {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': isFile ? 'image/gif' : 'application/json' }),
    },
    ...(body !== undefined && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const { date: _, 'x-request-id': __, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: await response.text() };
}

function codeOf({ status, headers, text }: Answer): string {
  if (status < 300) return 'ok';
  const isProblem = headers['content-type']?.startsWith('application/problem+json');
  return isProblem ? (JSON.parse(text) as { code: string }).code : `${status}`;
}
