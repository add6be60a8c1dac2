import { expect, test } from 'vitest';
import { createPayloadDecoder, createPayloadEncoder } from './notify-payloads.ts';
import { payloadBytes } from './notify-store.ts';

const messages = [
  { topic: 'chat:1', body: 'short' },
  { topic: 'chat:2', body: '😀ż'.repeat(3_000) },
  { topic: 'user:3', body: '' },
];

test('messages of any length and script come back as they were, each payload short enough for PostgreSQL', () => {
  const [encode, decode] = [createPayloadEncoder(), createPayloadDecoder()];
  for (let round = 0; round < 3; round++) {
    const payloads = encode(messages);
    expect(payloads.length).toBeGreaterThan(5);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(payloadBytes);
    expect(new Set(payloads).size).toBe(payloads.length);
    expect(payloads.map((payload) => decode(payload)).filter(Boolean)).toEqual([messages]);
  }
});

test('a lost part loses its own messages and no others', () => {
  const [encode, decode] = [createPayloadEncoder(), createPayloadDecoder()];
  const [, ...rest] = encode(messages);
  expect(rest.map((payload) => decode(payload)).filter(Boolean)).toEqual([]);
  const [first, ...others] = encode(messages);
  others.pop();
  expect([first!, ...others].map((payload) => decode(payload)).filter(Boolean)).toEqual([]);
  expect(encode([messages[0]!]).map((payload) => decode(payload))).toEqual([[messages[0]]]);
});
