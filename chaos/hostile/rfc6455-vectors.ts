import { limits } from '@chatire/protocol';
import { frame, opcodes, upgradeHeaders, upgradeRequest } from './raw-socket.ts';

const { more, text, binary, close, ping, pong } = opcodes;
const start = { fin: false } as const;
const bytes = (...values: number[]) => Buffer.from(values);
const closing = (code: number, reason: Uint8Array | string = '') =>
  frame(close, Buffer.concat([bytes(code >> 8, code & 255), Buffer.from(reason as string)]));
const pingFrame = '{"type":"ping"}';

/** What is written to a socket that has said hello, and the code of the close frame that has to come. */
export const closes: [string, number, ...Buffer[]][] = [
  ['a frame without a mask', 1002, frame(text, pingFrame, { masked: false })],
  ...[1, 2, 4, 7].map((reserved): [string, number, Buffer] => [
    `reserved bits ${reserved}`,
    1002,
    frame(text, pingFrame, { reserved }),
  ]),
  ...[1, 2, 4].map((reserved): [string, number, Buffer] => [
    `a ping with reserved bits ${reserved}`,
    1002,
    frame(ping, '', { reserved }),
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, number, Buffer] => [
    `opcode ${opcode}`,
    1002,
    frame(opcode, 'x'),
  ]),
  ['a ping in fragments', 1002, frame(ping, 'x', start)],
  ['a close in fragments', 1002, frame(close, '', start)],
  ['a ping of 126 bytes', 1002, frame(ping, 'x'.repeat(126))],
  ['a pong of 126 bytes', 1002, frame(pong, 'x'.repeat(126))],
  ['a close of 126 bytes', 1002, closing(1000, 'x'.repeat(124))],
  ['a continuation of nothing', 1002, frame(more, 'x')],
  ['a first fragment that continues nothing', 1002, frame(more, 'x', start)],
  ['a new message within another', 1002, frame(text, '{"type":', start), frame(text, pingFrame)],
  ['a binary message within a text', 1002, frame(text, '{"type":', start), frame(binary, 'x')],
  ['a close of one byte', 1002, frame(close, 'x')],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code): [string, number, Buffer] => [`a close with the code ${code}`, 1002, closing(code)],
  ),
  ['a close with a reason that is not UTF-8', 1007, closing(1000, bytes(0xff))],
  ...[1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999].map((code): [string, number, Buffer] => [
    `a close with the code ${code}`,
    code,
    closing(code, 'bye'),
  ]),
  ...(
    [
      ['a lone byte', [0xff]],
      ['a continuation byte', [0x80]],
      ['an overlong slash', [0xc0, 0xaf]],
      ['an overlong NUL', [0xe0, 0x80, 0x80]],
      ['half a surrogate pair', [0xed, 0xa0, 0x80]],
      ['a character above the last', [0xf4, 0x90, 0x80, 0x80]],
      ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
      ['a character without its end', [0xe2, 0x82]],
    ] as const
  ).map(([name, bad]): [string, number, Buffer] => [
    `text with ${name}`,
    1007,
    frame(text, bytes(0x7b, ...bad)),
  ]),
  [
    'text that is no UTF-8 over two fragments',
    1007,
    frame(text, bytes(0xe2), start),
    frame(more, bytes(0x28, 0xa1)),
  ],
  ['text too long by a byte', 1009, frame(text, 'x'.repeat(limits.frameBytes + 1))],
  [
    'fragments that are too long together',
    1009,
    frame(text, 'x'.repeat(40_000), start),
    frame(more, 'x'.repeat(40_000)),
  ],
  ['a claim of 4 GB', 1009, frame(text, 'x', { length: 2n ** 32n })],
  ['a claim of 2^53', 1009, frame(text, 'x', { length: 2n ** 53n })],
  ['a claim with the highest bit', 1009, frame(text, 'x', { length: 2n ** 63n })],
  ['a ping that claims 2^32', 1002, frame(ping, 'x', { length: 2n ** 32n })],
  ['binary', 1003, frame(binary, 'x')],
  ['binary in fragments', 1003, frame(binary, 'x', start), frame(more, 'y')],
  ['an empty text', 4000, frame(text)],
  ['an empty text in two fragments', 4000, frame(text, '', start), frame(more)],
  ['text that is no JSON', 4000, frame(text, '{')],
  ['a close and more after it', 1000, closing(1000), frame(text, '{'), frame(3, 'x')],
  ['a close in the midst of a message', 1000, frame(text, '{"type":', start), closing(1000)],
];

const letters = [...Buffer.from(pingFrame)].map((byte) => bytes(byte));

/** What a client may write; each has to be followed by the `pong` frame of our own protocol. */
export const goodBytes: [string, ...Buffer[]][] = [
  ['a frame', frame(text, pingFrame)],
  ['two fragments', frame(text, '{"type"', start), frame(more, ':"ping"}')],
  [
    'a fragment for each letter',
    frame(text, '', start),
    ...letters.map((one) => frame(more, one, start)),
    frame(more),
  ],
  [
    'control frames between fragments',
    frame(text, '{"type"', start),
    frame(ping, 'between'),
    frame(pong),
    frame(more, ':"ping"}'),
  ],
  ['a pong that nobody asked for', frame(pong, 'x'.repeat(125)), frame(text, pingFrame)],
  ['a length in more bytes than it needs', frame(text, pingFrame, { length: BigInt(pingFrame.length) })],
  ['all bytes one by one', ...[...frame(text, pingFrame)].map((byte) => bytes(byte))],
];

const without = (name: keyof typeof upgradeHeaders) => {
  const { [name]: _, ...others } = upgradeHeaders;
  return others;
};

/** Requests that are no handshake, and the status of the answer. */
export const handshakes: [string, number, string][] = [
  ['no key', 400, upgradeRequest(without('sec-websocket-key'))],
  [
    'a key of 15 bytes',
    400,
    upgradeRequest({ ...upgradeHeaders, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAA' }),
  ],
  [
    'a key that is no base64',
    400,
    upgradeRequest({ ...upgradeHeaders, 'sec-websocket-key': '????????????????????????' }),
  ],
  ['no version', 426, upgradeRequest(without('sec-websocket-version'))],
  ['version 12', 426, upgradeRequest({ ...upgradeHeaders, 'sec-websocket-version': '12' })],
  ['version x', 426, upgradeRequest({ ...upgradeHeaders, 'sec-websocket-version': 'x' })],
  ['another protocol', 400, upgradeRequest({ ...upgradeHeaders, upgrade: 'h2c' })],
  ['POST', 405, upgradeRequest(upgradeHeaders, 'POST /ws HTTP/1.1')],
  ['no upgrade', 404, upgradeRequest(without('upgrade'))],
  ['no host', 400, upgradeRequest(without('host'))],
  ['an older HTTP', 400, upgradeRequest(without('host'), 'GET /ws HTTP/1.0')],
  ['another address', 404, upgradeRequest(upgradeHeaders, 'GET /elsewhere HTTP/1.1')],
  ['a line that is no HTTP', 400, 'hello\r\n\r\n'],
  ['a header with a NUL', 400, upgradeRequest({ ...upgradeHeaders, 'x-a': 'a\0b' })],
  ['headers of 20 KB', 431, upgradeRequest({ ...upgradeHeaders, 'x-a': 'a'.repeat(20_000) })],
];
