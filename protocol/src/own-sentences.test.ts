import { expect, test } from 'vitest';
import { z } from 'zod';
import * as protocol from './index.ts';

const inputs = Object.entries(protocol).flatMap(([name, part]): [string, z.ZodType][] =>
  /(Body|Query)$/.test(name) && part instanceof z.ZodType ? [[name, part]] : [],
);

test.each(inputs)('%s refuses in sentences of ours alone', (_name, schema) => {
  expect(silentParts(schema)).toEqual([]);
});

test('a limit without a sentence is found, however deep it lies', () => {
  const schema = z.strictObject({ names: z.array(z.string('Must be text.').max(3)).optional() });
  expect(silentParts(schema)).toEqual(['.names: array', '.names[]: max_length']);
});

/**
 * The types and limits for which the library's own sentence would be answered. Of a union, and of a pipe's end, the types are left
 * out: the union's sentence stands for theirs.
 */
function silentParts(schema: z.ZodType, path = '', isSpokenFor = false): string[] {
  const def = schema.def as Def;
  const isTyped =
    ['string', 'number', 'boolean', 'enum', 'literal', 'array', 'union'].includes(def.type) ||
    (def.type === 'object' && path !== '');
  return [
    ...(isTyped && !def.error && !isSpokenFor ? [`${path}: ${def.type}`] : []),
    ...(def.checks ?? [])
      .map(({ _zod: { def: limit } }) => limit)
      .filter(({ check, error }) => !error && check !== 'custom' && check !== 'overwrite')
      .map(({ check }) => `${path}: ${check}`),
    ...Object.entries(def.shape ?? {}).flatMap(([key, part]) => silentParts(part, `${path}.${key}`)),
    ...(def.options ?? []).flatMap((part) => silentParts(part, path, true)),
    ...[def.innerType, def.in].flatMap((part) => (part ? silentParts(part, path, isSpokenFor) : [])),
    ...(def.out ? silentParts(def.out, path, true) : []),
    ...(def.element ? silentParts(def.element, `${path}[]`) : []),
  ];
}

interface Def {
  type: string;
  error?: unknown;
  checks?: { _zod: { def: { check: string; error?: unknown } } }[];
  shape?: Record<string, z.ZodType>;
  options?: z.ZodType[];
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  element?: z.ZodType;
}
