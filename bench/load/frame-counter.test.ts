import { expect, test } from 'vitest';
import { createFrameCounter } from './frame-counter.ts';

const upgrade = Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n');
const frame = (text: string) => {
  const length = Buffer.byteLength(text);
  const header =
    length < 126
      ? Buffer.from([0x81, length])
      : length < 65_536
        ? Buffer.from([0x81, 126, length >> 8, length & 255])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255)]);
  return Buffer.concat([header, Buffer.from(text)]);
};

test.each([1, 3, 7, 100, 5_000, 1_000_000])(
  'frames are counted however they are cut, in pieces of %i bytes',
  (piece) => {
    const small: string[] = [];
    let events = 0;
    const counter = createFrameCounter({
      onSmall(opcode, payload) {
        small.push(`${opcode} ${payload}`);
        if (payload === 'ready') counter.startCounting();
      },
      onEvents: (count) => (events += count),
    });
    const texts = ['ready', 'a'.repeat(126), 'ping', 'b'.repeat(70_000), 'c'.repeat(400), 'last'];
    const bytes = Buffer.concat([upgrade, ...texts.map(frame)]);
    for (let at = 0; at < bytes.length; at += piece) {
      const chunk = bytes.subarray(at, at + piece);
      counter.take(Buffer.from(chunk), chunk.length);
    }
    expect(small).toEqual(['0 ', '1 ready', '1 ping', '1 last']);
    expect(events).toBe(3);
  },
);
