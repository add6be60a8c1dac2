import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Chat, Member } from '@chatire/protocol';
import { createClient, join, post, putPicture, history, signUp, startChat } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
const mine = '/api/users/me/picture/';

/** Left half red, right half blue. */
const halves = sharp({ create: { width: 400, height: 300, channels: 3, background: '#00f' } }).composite([
  { input: { create: { width: 200, height: 300, channels: 3, background: '#f00' } }, left: 0, top: 0 },
]);

test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
  'a %s becomes a square of 256 pixels without anything else that the file held',
  async (format) => {
    const person = await signUp(server.url);
    // Lying on its side, as phones write them, and telling where it was taken.
    const exif = { IFD0: { Copyright: 'a secret' } };
    const file = await halves.clone().toFormat(format).withMetadata({ orientation: 3, exif }).toBuffer();
    const { status, body } = await putPicture(person, mine, file);
    expect([status, body.picture]).toEqual([
      200,
      expect.stringMatching(/^\/api\/pictures\/[\w-]{22}\.webp$/),
    ]);

    const answer = await fetch(new URL(body.picture!, server.url));
    const bytes = Buffer.from(await answer.arrayBuffer());
    const { width, height, exif: kept, ...about } = await sharp(bytes).metadata();
    expect([about.format, width, height, kept]).toEqual(['webp', 256, 256, undefined]);
    expect(bytes.includes('a secret')).toBe(false);
    const [red = 0, , blue = 0] = await sharp(bytes)
      .extract({ left: 9, top: 99, width: 1, height: 1 })
      .raw()
      .toBuffer();
    if (format === 'jpeg') expect(blue).toBeGreaterThan(red);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  },
);

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';
const script = '<script>alert(1)</script>';

test.each<[string, () => Buffer | Promise<Buffer>]>([
  ['SVG', () => Buffer.from(svg)],
  ['SVG behind an XML head', () => Buffer.from(`<?xml version="1.0"?>\n${svg}`)],
  ['PDF', () => Buffer.from('%PDF-1.7\n')],
  ['HTML', () => Buffer.from(script)],
  ['TIFF', () => halves.clone().tiff().toBuffer()],
  ['a file cut in half', async () => (await halves.clone().png().toBuffer()).subarray(0, 400)],
  ['a claim of 900 megapixels', () => pngOf(30_000, 30_000, 9)],
  ['a bomb: 81 megapixels in 12 KB', () => pngOf(9_000, 9_000, 9_000)],
  ['more pixels than one may have, on sides that one may have', () => pngOf(6_000, 6_000, 6_000)],
  ['a strip, all of which would be in memory at once', () => pngOf(16_000, 9, 9)],
  ['no bytes', () => Buffer.alloc(0)],
])('%s is refused at the field, with a sentence', async (_what, file) => {
  const person = await signUp(server.url);
  const { status, body } = await putPicture(person, mine, await file());
  expect(status).toBe(400);
  expect(body.errors?.['picture']).toEqual([expect.stringMatching(/\.$/)]);
  expect((await person.call<Member>('GET', '/auth/me/')).body.picture).toBeNull();
});

test('of a file that is a picture and a page at once, only the picture is left', async () => {
  const person = await signUp(server.url);
  const file = Buffer.concat([await halves.clone().gif().toBuffer(), Buffer.from(script)]);
  const { body } = await putPicture(person, mine, file, 'text/html');
  const bytes = Buffer.from(await (await fetch(new URL(body.picture!, server.url))).arrayBuffer());
  expect(bytes.includes('script')).toBe(false);
});

test('more than five megabytes are too much', async () => {
  const person = await signUp(server.url);
  const { status } = await putPicture(person, mine, Buffer.alloc(5 * 1024 * 1024 + 1));
  expect(status).toBe(413);
});

test('whoever sends a file that is much too large gets the answer, not a broken connection', async () => {
  const person = await signUp(server.url);
  for (let round = 0; round < 10; round++) {
    const { status } = await putPicture(person, mine, Buffer.alloc(40 * 1024 * 1024));
    expect(status).toBe(413);
  }
});

test('everybody sees a new picture at once, and the old one is gone', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  await post(owner, uri, 'look');
  const file = await halves.clone().png().toBuffer();
  const first = (await putPicture(owner, mine, file)).body.picture!;
  const [socket, own] = [await connect(friend), await connect(owner)];
  const second = (await putPicture(owner, mine, file)).body.picture!;
  expect(second).not.toBe(first);
  await socket.waitFor(
    (frame) => frame.type === 'event' && frame.kind === 'member_updated' && frame.member.picture === second,
  );
  expect((await own.waitForType('user_changed')).user.picture).toBe(second);
  expect((await history(friend, uri)).messages[0]!.user.picture).toBe(second);
  expect((await fetch(new URL(first, server.url))).status).toBe(404);
  await owner.call('DELETE', mine);
  expect((await fetch(new URL(second, server.url))).status).toBe(404);
  for (const one of [socket, own]) await one.close();
});

test('the picture of a chat is for whoever may rename it, and for others the chat is not there', async () => {
  const [owner, member, stranger] = [
    await signUp(server.url),
    await signUp(server.url),
    await signUp(server.url),
  ];
  const { uri } = await startChat(owner);
  await join(member, uri);
  const socket = await connect(member);
  const path = `/api/chats/${uri}/picture/`;
  const file = await halves.clone().png().toBuffer();
  const { body } = await putPicture(owner, path, file);
  await socket.waitFor(
    (frame) => frame.type === 'event' && frame.kind === 'chat_updated' && frame.picture === body.picture,
  );
  expect((await member.call<Chat>('GET', `/api/chats/${uri}/`)).body.picture).toBe(body.picture);
  expect((await putPicture(member, path, file)).status).toBe(403);
  expect((await putPicture(stranger, path, file)).body.code).toBe('not_found');
  expect((await member.call('DELETE', path)).status).toBe(403);
  expect((await owner.call<Chat>('DELETE', path)).body.picture).toBeNull();
  await socket.close();
});

test.each(['x', 'a'.repeat(22), `${'a'.repeat(22)}.png`, '%2e%2e'])(
  'there is no picture at %s',
  async (file) => {
    expect((await createClient(server.url).call('GET', `/api/pictures/${file}`)).status).toBe(404);
  },
);

/** A PNG of this size in black and white, of which so many rows are there. */
function pngOf(width: number, height: number, rows: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0], 8);
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, part('IHDR', head), part('IDAT', pixels), part('IEND', Buffer.alloc(0))]);
}

function part(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
