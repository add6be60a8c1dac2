import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { ChatNotFound, InvalidInput, Refused, type FieldErrors } from '../errors.ts';

/** Checks parameters, query and body by their schemas. An address of the wrong form is a chat that doesn't exist. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data) => {
    const input: unknown = httpPart === 'body' ? (data ?? {}) : data;
    const parsed = schema.safeParse(input);
    if (parsed.success) return { value: parsed.data };
    if (httpPart === 'params') return { error: new ChatNotFound() };
    return { error: toRefused(parsed.error, input) };
  };
};

function toRefused(error: z.ZodError, input: unknown): Refused {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return new Refused('malformed', 'Send an object with fields, as JSON or as a form.');
  const errors: FieldErrors = {};
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'body');
    const isMissing = issue.path.length === 1 && Reflect.get(input, field) === undefined;
    const sentence = isMissing ? 'This field is required.' : issue.message;
    const sentences = (errors[field] ??= []);
    if (!sentences.includes(sentence)) sentences.push(sentence);
  }
  return new InvalidInput(errors);
}
