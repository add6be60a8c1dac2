import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from './routes.ts';

/** Values that mostly fit the schema, with some at every depth that don't. */
export function valuesOf(
  schema: Schema,
  known: Record<string, unknown[]> = {},
  name = '',
): Arbitrary<unknown> {
  const fitting = fittingValues(schema, known);
  const told = known[name];
  return fc.oneof(
    { weight: 12, arbitrary: told ? fc.oneof(fc.constantFrom(...told), fitting) : fitting },
    { weight: 1, arbitrary: nonsense },
  );
}

function fittingValues(schema: Schema, known: Record<string, unknown[]>): Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (either) return fc.oneof(...either.map((one) => valuesOf(one, known)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objects(schema, known);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, known), { maxLength: 40 });
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: -2, max: 200 }), fc.constantFrom(...numbers));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return strings(schema);
    default:
      return nonsense;
  }
}

function objects(schema: Schema, known: Record<string, unknown[]>): Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {});
  const record = fc.record(
    Object.fromEntries(fields.map(([name, inner]) => [name, valuesOf(inner, known, name)])),
    { requiredKeys: schema.required?.filter((name) => schema.properties?.[name]) ?? [] },
  );
  const more = fc.dictionary(fc.oneof(fc.constantFrom(...keys), text), nonsense, { maxKeys: 2 });
  const entries =
    typeof schema.additionalProperties === 'object'
      ? fc.dictionary(strings(schema.propertyNames ?? {}), valuesOf(schema.additionalProperties, known), {
          maxKeys: 20,
        })
      : fc.constant({});
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(record, entries).map(([one, others]) => ({ ...one, ...others })) },
    { weight: 1, arbitrary: fc.tuple(record, more).map(([one, others]) => ({ ...one, ...others })) },
  );
}

function strings({ format, pattern }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.oneof(fc.uuid(), text);
  if (format === 'email') return fc.oneof(fc.constantFrom('a@b.example', 'a@b', '@'), text);
  // A pattern of another dialect than that of our machine is left aside.
  const fitting = pattern === undefined ? text : matching(pattern);
  return fc.oneof(
    { weight: 6, arbitrary: fitting },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: withTrap },
  );
}

function matching(pattern: string): Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return text;
  }
}

/** Letters that a database, a log or an eye can't take, behind some that it can. */
const withTrap = fc
  .tuple(fc.string({ maxLength: 10 }), fc.constantFrom('\0', '\ud800', '\udfff', '\u202e', '\ufeff', '\r\n'))
  .map(([start, trap]) => `${start}${trap}x`);
const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'role',
  'owner',
  'id',
  'sequence',
  '',
  'a\0b',
];
const numbers = [0, -0, 1.5, -1, 1e300, -1e300, 2 ** 31, 2 ** 53, 2 ** 63, 5e-324, Number.MAX_SAFE_INTEGER];

/** Letters that programs trip over. */
const traps = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\u202egnp.exe',
  '\u2066\u2067\u2068',
  '\u200b\u200d\ufeff',
  'e\u0301'.repeat(40),
  `z${'\u0335'.repeat(300)}`,
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\uffff\ufffe',
  '\u0130\u0131ſﬀﷺ',
  'x'.repeat(2_001),
  'x'.repeat(20_000),
  "'; drop table users; --",
  '%00%ff%2e%2e%2f',
  '../../etc/passwd',
  '{{7*7}}<script>',
  '@'.repeat(200),
  '@all @ @all',
  '[](`*_~>'.repeat(100),
  'NaN',
  '1e309',
  '-0',
];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...traps),
);
const deep = fc.integer({ min: 2, max: 3_000 }).map((levels) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? { a: value } : [value];
  return value;
});
export const nonsense: Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom(...numbers, null, true, false) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: deep },
);

/** Bytes, most of them those of a text with some of them changed, left out or doubled. */
export const bytesOf = (from: Arbitrary<string>): Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          from,
          fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'drop', 'double')), {
            maxLength: 4,
          }),
        )
        .map(([whole, changes]) => changes.reduce<Buffer>(changed, Buffer.from(whole))),
    },
  );

function changed(bytes: Buffer, [place, byte, how]: [number, number, string]): Buffer {
  if (bytes.length === 0) return bytes;
  const at = place % bytes.length;
  const middle = how === 'set' ? [byte] : how === 'drop' ? [] : [bytes[at]!, bytes[at]!];
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(middle), bytes.subarray(at + 1)]);
}
