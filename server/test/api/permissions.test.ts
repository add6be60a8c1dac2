import { beforeAll, expect, test } from 'vitest';
import { answerTo, callers, needsOf, routes, type CallerName, type Need } from '@chatire/protocol';
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
import { useServer } from '../use-server.ts';

const server = useServer();
let people: People;
let group: Place;
let direct: Place;

beforeAll(async () => {
  people = await gatherPeople(server.url);
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
    answers[caller] = codeOf(answer);
    if (!may && method === 'GET')
      expect((await ask({ caller, place }, row, 'HEAD', path, need)).status).toBe(answer.status);
    if (expected[caller] !== 'not_found') continue;
    const unknown = { ...place, uri: 'A'.repeat(22), link: 'A'.repeat(22) };
    expect(answer, `as the ${caller} hears it`).toEqual(
      await ask({ caller, place: unknown }, row, method, path, need),
    );
    const hidden = { caller, place: { ...place, uri: direct.uri, link: direct.uri } };
    if (caller !== 'partner') expect(await ask(hidden, row, method, path, need)).toEqual(answer);
  }
  expect(answers).toEqual(expected);
});

const everybody = Object.keys(callers) as CallerName[];
/** Where no chat is named, it doesn't matter who one is in it. */
const accounts = ['anonymous', 'deleted', 'stranger', 'guest'] as const;

const placeOf = (caller: CallerName): Place => (caller === 'partner' ? direct : group);

async function placeToSpend(caller: CallerName, path: string): Promise<Place> {
  if (path.includes(':uri')) return caller === 'partner' ? direct : makePlace(people);
  const spare = caller === 'guest' ? await guestOf(server.url, group.link) : await signUp(server.url);
  return { ...group, people: { ...group.people, [caller]: spare } };
}

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
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: await response.text() };
}

function codeOf({ status, headers, text }: Answer): string {
  if (status < 300) return 'ok';
  const isProblem = headers['content-type']?.startsWith('application/problem+json');
  return isProblem ? (JSON.parse(text) as { code: string }).code : `${status}`;
}
