import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { ChatNotFound, InvalidInput, Refused, type FieldErrors } from '../errors.ts';

const unknownField = 'There is no such field.';
/** So many of those that a client made up are named. */
const namedMost = 10;

/**
 * Checks parameters, query and body by their schemas. An address of the wrong form is a chat that doesn't exist, or one at which there is
 * nothing. A field that a schema doesn't know is refused, whether it says so or not: a misspelt one must not be taken for silence.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart, url = '' }) => {
  const strict = schema instanceof z.ZodObject && httpPart !== 'params' ? schema.strict() : schema;
  return (data) => {
    const input: unknown = httpPart === 'body' ? (data ?? {}) : data;
    const parsed = strict.safeParse(input);
    if (parsed.success) return { value: parsed.data };
    if (httpPart === 'params') return { error: url.includes(':uri') ? new ChatNotFound() : nothingHere() };
    return { error: toRefused(parsed.error, input) };
  };
};

const nothingHere = () => new Refused('not_found', 'There is nothing at this address.');

/** Where a route takes no fields, none may come. Bytes are for routes that take those. */
export async function refuseUnwantedBody({ body, routeOptions }: FastifyRequest): Promise<void> {
  if (routeOptions.schema?.body || typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return;
  const fields = Object.keys(body).slice(0, namedMost);
  if (fields.length > 0)
    throw new InvalidInput(withoutPrototype(fields.map((field) => [field, [unknownField]])));
}

function toRefused(error: z.ZodError, input: unknown): Refused {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return new Refused('malformed', 'Send an object with fields, as JSON or as a form.');
  const errors: FieldErrors = withoutPrototype([]);
  for (const issue of error.issues) {
    const isUnknown = issue.code === 'unrecognized_keys';
    const fields =
      isUnknown && issue.path.length === 0
        ? issue.keys.slice(0, namedMost)
        : [String(issue.path[0] ?? 'body')];
    for (const field of fields) {
      const isMissing = issue.path.length === 1 && Reflect.get(input, field) === undefined;
      const sentence = isUnknown ? unknownField : isMissing ? 'This field is required.' : issue.message;
      const sentences = (errors[field] ??= []);
      if (!sentences.includes(sentence)) sentences.push(sentence);
    }
  }
  return new InvalidInput(errors);
}

/** The names of fields come from outside: `__proto__` is one like any other. */
const withoutPrototype = (entries: [string, string[]][]): FieldErrors => {
  const errors: FieldErrors = Object.create(null);
  for (const [field, sentences] of entries) errors[field] = sentences;
  return errors;
};
