import { expect, test } from 'vitest';
import { parseFrame } from './parse-frame.ts';

const parse = (frame: unknown) => parseFrame(JSON.stringify(frame));
const event = { type: 'event', chat: 'c', sequence: 1, at: '2026-01-01T00:00:00.000Z' };

test('a frame of the protocol is understood', () => {
  const frame = { type: 'read', chat: 'c', sequence: 7 };
  expect(parse(frame)).toEqual(frame);
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no text', new ArrayBuffer(2)],
  ['an unknown type', '{"type":"party"}'],
  ['the name of something every object has', '{"type":"constructor"}'],
  ['a missing field', '{"type":"read","chat":"c"}'],
  ['a field of the wrong kind', '{"type":"reset","chat":"c","sequence":"7"}'],
])('%s is left alone', (_what, data) => {
  expect(parseFrame(data)).toBeNull();
});

test('an event of an unknown kind still takes its place in the log', () => {
  expect(parse({ ...event, kind: 'poll_opened' })).toMatchObject({ sequence: 1 });
});

test('an event without what its kind promises is left alone', () => {
  expect(parse({ ...event, kind: 'message_posted' })).toBeNull();
});
