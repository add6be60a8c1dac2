import { z } from 'zod';
import type { BrokerMessage } from './broker.ts';
import { payloadBytes } from './notify-store.ts';

const end = '.';
const more = '+';

/**
 * Messages as payloads of NOTIFY: as many as it takes, in order. Each begins with a number of its own, because
 * PostgreSQL delivers equal payloads of a transaction only once, and with a sign that says if it is the last.
 */
export function createPayloadEncoder() {
  let number = 0;
  return (messages: readonly BrokerMessage[]): string[] => {
    const text = toAscii(JSON.stringify(messages.map(({ topic, body }) => [topic, body])));
    const payloads: string[] = [];
    for (let start = 0; start < text.length; start += partLength) {
      const sign = start + partLength < text.length ? more : end;
      payloads.push(`${(number++).toString(36)}${sign}${text.slice(start, start + partLength)}`);
    }
    return payloads;
  };
}

/** Puts the payloads of one sender together again; undefined until the last has come. A part too few loses the whole. */
export function createPayloadDecoder() {
  let parts = '';
  let expected = 0;
  return (payload: string): BrokerMessage[] | undefined => {
    const [, digits = '', sign = '', text = ''] = /^([0-9a-z]+)([.+])(.*)$/s.exec(payload) ?? [];
    const number = Number.parseInt(digits, 36);
    if (parts !== '' && number !== expected) parts = '';
    expected = number + 1;
    parts += text;
    if (sign === more) return undefined;
    const messages = messagesSchema.safeParse(parseJson(parts));
    parts = '';
    return messages.success ? messages.data.map(([topic, body]) => ({ topic, body })) : undefined;
  };
}

/** Room for the number and the sign. */
const partLength = payloadBytes - 20;
const messagesSchema = z.array(z.tuple([z.string(), z.string()]));

/** One byte a character, so that a payload's length is known and no character is cut in two. */
function toAscii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
