import { claim } from '@chatire/server/testing';
import fc from 'fast-check';
import { valuesOf } from '../hostile/arbitrary.ts';
import { readRoutes, type Route, type Schema } from '../hostile/routes.ts';
import { startSingle } from '../installation.ts';
import { createPerson, startChat } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const seed = 6;
const extras = {
  role: 'owner',
  owner: { id: 1 },
  sequence: 1_000_000,
  id: 1,
  kind: 'account',
  user: { id: 1 },
  user_id: 1,
  members: [],
  uri: 'A'.repeat(22),
  version: 9,
  created_at: '2000-01-01T00:00:00.000Z',
  mentions_all: true,
  is_admin: true,
  password_hash: 'x',
  constructor: { prototype: { role: 'owner' } },
};
/** As text, as an object here would lose it. */
const prototype = '"__proto__": {"role": "owner"}';

/** Of these in JSON, the parser reads no more. */
const traps = new Set(['__proto__', 'constructor']);

/** Fields that a request doesn't have, on every call that writes and takes fields or none. Calls that take a file don't read any. */
export const extraFields: Scenario = {
  name: 'extra-fields',
  required: '0 kept; every write refuses each at the field; nothing changed',
  timeLimit: 120,
  async run({ say, onEnd }) {
    const server = await startSingle({ onEnd });
    const person = await createPerson(() => [server.url]);
    // To others the calls of the administration aren't there.
    await claim(server.running(), person);
    const uri = await startChat(person, []);
    const { body: message } = await person.call<{ id: number }>('POST', `/api/chats/${uri}/messages/`, {
      message: 'a',
    });
    const routes = (await readRoutes(server.url)).filter(
      ({ method, path }) => method !== 'GET' && !/\/(picture|logo)\//.test(path),
    );
    const look = async () => {
      const answers = [`/api/chats/${uri}/`, `/api/chats/${uri}/messages/`, '/auth/me/'].map((path) =>
        person.call('GET', path),
      );
      return JSON.stringify((await Promise.all(answers)).map(({ body }) => body));
    };
    const before = await look();
    const kept: string[] = [];
    let tries = 0;
    const authorization = `Bearer ${await person.token()}`;
    for (const route of routes) {
      const path = pathOf(route, { uri, id: message.id });
      const bodies = bodiesWithMore(sampleOf(route.body), Object.keys(route.body?.properties ?? {}));
      tries += bodies.length;
      await Promise.all(
        bodies.map(async ([field, type, body]) => {
          const headers = { authorization, 'content-type': type };
          const response = await fetch(server.url + path, { method: route.method, headers, body });
          const { errors } = (await response.json().catch(() => ({}))) as {
            errors?: Record<string, unknown>;
          };
          const isRefused = errors ? Object.hasOwn(errors, field) : traps.has(field);
          if (response.status !== 400 || !isRefused)
            kept.push(`${route.method} ${route.path} ${field}: ${response.status} ${JSON.stringify(errors)}`);
        }),
      );
    }
    for (const one of kept.slice(0, 20)) say(one);
    const isSame = (await look()) === before;
    return {
      figure: `${kept.length} kept of ${tries} on ${routes.length} calls; ${isSame ? 'nothing changed' : 'something changed'}`,
      ok: kept.length === 0 && isSame && routes.length > 15,
    };
  },
};

/** The field's name, the type of the body and the body: a good one with one field more. */
function bodiesWithMore(
  sample: Record<string, unknown>,
  known: readonly string[],
): [string, string, string][] {
  const json = 'application/json';
  const more = Object.entries(extras).filter(([field]) => !known.includes(field));
  const fields = JSON.stringify(sample).slice(1, -1);
  return [
    ...more.map(([field, value]): [string, string, string] => [
      field,
      json,
      JSON.stringify({ ...sample, [field]: value }),
    ]),
    ['__proto__', json, `{${[fields, prototype].filter(Boolean).join(',')}}`],
    ...[...more.map(([field]) => field), '__proto__'].map((field): [string, string, string] => {
      const form = new URLSearchParams(Object.entries(sample).map(([name, value]) => [name, String(value)]));
      form.set(field, 'owner');
      return [field, 'application/x-www-form-urlencoded', String(form)];
    }),
  ];
}

/** The first of the values that the schema gives which are objects with all that they must have. */
function sampleOf(body: Schema | undefined): Record<string, unknown> {
  if (!body) return {};
  const wanted = body.required ?? [];
  const values = fc.sample(valuesOf(body), { numRuns: 100, seed });
  const isWhole = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    wanted.every((name) => name in value) &&
    Object.keys(value).every((name) => body.properties?.[name]);
  return values.find(isWhole) ?? {};
}

function pathOf({ path, params }: Route, known: Record<string, string | number>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name in known) return String(known[name]);
    if (name === 'emoji') return encodeURIComponent('👍');
    const { pattern } = params[name] ?? {};
    return pattern
      ? encodeURIComponent(fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed })[0]!)
      : '1';
  });
}
