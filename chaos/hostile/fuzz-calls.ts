import fc, { type Arbitrary } from 'fast-check';
import { bytesOf, nonsense, valuesOf } from './arbitrary.ts';
import type { Route } from './routes.ts';

/** One request as it goes out. */
export interface Call {
  route: Route;
  path: string;
  type: string | undefined;
  body: Buffer | undefined;
  signedIn: boolean;
}

/** These work out a hash of a password, which takes longer than all the rest. */
const slow = /\/auth\/users\/|\/token\/create\/|password|delete\/$/;

/** Requests for all calls of the server. `known` are values of what a call may be about. */
export function callsOf(routes: readonly Route[], known: Record<string, unknown[]>): Arbitrary<Call> {
  return fc.oneof(
    ...routes.map((route) => ({ weight: slow.test(route.path) ? 1 : 5, arbitrary: callOf(route, known) })),
  );
}

function callOf(route: Route, known: Record<string, unknown[]>): Arbitrary<Call> {
  const values = (from: Route['params']) =>
    fc.record(
      Object.fromEntries(Object.entries(from).map(([name, schema]) => [name, valuesOf(schema, known, name)])),
      { requiredKeys: [] },
    );
  const path = fc.tuple(values(route.params), values(route.query)).map(([params, query]) => {
    const filled = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(params[name]));
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
    return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
  });
  return fc
    .tuple(
      path,
      route.method === 'GET' ? fc.constant(nobody) : bodies(route, known),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([filled, { type, body }, chance]) => ({ route, path: filled, type, body, signedIn: chance > 0 }));
}

const nobody = { type: undefined, body: undefined };
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

function bodies({ body }: Route, known: Record<string, unknown[]>): Arbitrary<Pick<Call, 'type' | 'body'>> {
  const value = body ? valuesOf(body, known) : nonsense;
  const text = value.map((one) => JSON.stringify(one));
  const fields = value.map((one) =>
    String(
      new URLSearchParams(
        Object.entries(Object(one)).map(([name, inner]) => [
          name,
          typeof inner === 'object' ? JSON.stringify(inner) : String(inner),
        ]),
      ),
    ),
  );
  const typed = (type: string, from: Arbitrary<Buffer | string>) =>
    from.map((one) => ({ type, body: Buffer.from(one as string) }));
  return fc.oneof(
    { weight: 6, arbitrary: typed(json, text) },
    { weight: 3, arbitrary: typed(json, bytesOf(text)) },
    { weight: 2, arbitrary: typed(form, fields) },
    { weight: 1, arbitrary: typed(form, bytesOf(fields)) },
    { weight: 1, arbitrary: typed('application/json; charset=utf-16', text) },
    { weight: 1, arbitrary: typed('text/plain', text) },
    { weight: 1, arbitrary: typed('image/png', bytesOf(fc.constant('GIF89a\u0001'))) },
    { weight: 1, arbitrary: fc.constant(nobody) },
  );
}

/** As it may stand in an address; some arrive there with signs that have to be written otherwise. */
function encoded(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const short = text.slice(0, 3_000).toWellFormed();
  return short.startsWith('%') ? short.replaceAll(/[^\w%.]/g, '') : encodeURIComponent(short);
}
