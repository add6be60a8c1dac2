import type { FastifyInstance } from 'fastify';
import { Refused } from '../errors.ts';
import { parseForm } from './parse-form.ts';

/** Lists and objects within each other. What clients send has half as many. */
const deepest = 10;

/** JSON and forms. An empty JSON body is no body: old clients send the header without one. */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = textOf(body);
    if (text === '') done(null, undefined);
    else if (text === undefined) done(malformed('The body is not UTF-8.'));
    else if (isTooDeep(text)) done(malformed(`The body has more than ${deepest} levels.`));
    else void parseJson(request, text, done);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const text = textOf(body);
      const fields = text === undefined ? undefined : parseForm(text);
      if (fields) done(null, fields);
      else done(malformed('The body is not a form in UTF-8 with each field once.'));
    },
  );
}

/** Nothing when it isn't UTF-8: who sends something else must not find other letters in its place. */
function textOf(body: string | Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body));
  } catch {
    return undefined;
  }
}

/** A loop, as a pattern would try each open quotation mark up to the end. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  let isWithinText = false;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at]!;
    if (sign === '"') isWithinText = !isWithinText;
    else if (isWithinText) at += sign === '\\' ? 1 : 0;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}

const malformed = (sentence: string) => new Refused('malformed', sentence);
