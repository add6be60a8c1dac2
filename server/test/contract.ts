import { z } from 'zod';
import { clientFrameSchema, serverFrameSchema } from '@chatire/protocol';

interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Call {
  requestBody?: { content: Record<string, { schema: Schema }> };
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Call>>;
  components: { schemas: Record<string, Schema> };
}

/**
 * What a page may rely on, a sentence a line. Lines with `needs` may only go: a later server must not want more. All others may only come:
 * it takes what the page sends, and gives what the page reads.
 */
export function contractOf({ paths, components }: OpenApi): string[] {
  const lines = new Set<string>();
  for (const [path, calls] of Object.entries(paths))
    for (const [method, { requestBody, parameters = [], responses }] of Object.entries(calls)) {
      const call = `${method.toUpperCase()} ${path}`;
      for (const { name, in: place, required } of parameters)
        lines.add(`${call} ${required && place !== 'path' ? 'needs' : 'takes'} ${place} ${name}`);
      const body = requestBody?.content['application/json']?.schema;
      if (body) tell(lines, `${call} takes`, body);
      for (const [status, { content }] of Object.entries(responses)) {
        const answer = content?.['application/json']?.schema;
        if (status < '400') tell(lines, `${call} ${status} gives`, answer ?? { type: 'nothing' });
      }
    }
  for (const [name, schema] of Object.entries(components.schemas)) {
    // One that is only another's name is as good as that.
    const meant = components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
    tell(lines, `${name} ${name.endsWith('Input') ? 'takes' : 'gives'}`, meant);
  }
  const frame = { unrepresentable: 'any' } as const;
  tell(lines, 'frame takes', z.toJSONSchema(clientFrameSchema, { ...frame, io: 'input' }) as Schema);
  tell(lines, 'frame gives', z.toJSONSchema(serverFrameSchema, { ...frame, io: 'output' }) as Schema);
  return [...lines].sort();
}

function tell(lines: Set<string>, what: string, schema: Schema): void {
  const { $ref, properties, required = [], items, anyOf, oneOf } = schema;
  const variants = anyOf ?? oneOf;
  if ($ref) lines.add(`${what} ${$ref.split('/').at(-1)}`);
  else if (variants) for (const variant of variants) tell(lines, labelled(what, variant), variant);
  else if (items) tell(lines, `${what}[]`, items);
  else if (properties)
    for (const [name, property] of Object.entries(properties)) {
      const takes = what.includes(' takes');
      if (takes && required.includes(name)) lines.add(`${what.replace(' takes', ' needs')}.${name}`);
      if (takes || required.includes(name)) tell(lines, `${what}.${name}`, property);
    }
  else if (schema.enum && what.includes(' takes'))
    for (const value of schema.enum) lines.add(`${what} ${JSON.stringify(value)}`);
  else lines.add(`${what} ${[schema.type ?? 'any'].flat().join(' or ')}`);
}

/** Frames and events are told apart by their type and kind. */
function labelled(what: string, { properties = {} }: Schema): string {
  const marks = ['type', 'kind'].flatMap((name) => properties[name]?.const ?? []);
  return marks.length > 0 ? `${what} (${marks.join(' ')})` : what;
}
