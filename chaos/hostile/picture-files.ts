import { crc32, deflateSync, gzipSync } from 'node:zlib';

/** What must not be in anything that the server sends out again. */
export const secret = 'alert(document.domain)';
const script = `<script>${secret}</script>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${secret}">${script}</svg>`;

/** One pixel each. */
const jpeg = Buffer.from(
  '/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKpAB//Z',
  'base64',
);
const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const gif = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');

/** `refused`: 400 or 413; `made anew`: a picture of ours is what is left; `either`: as the library likes. */
export type Fate = 'refused' | 'made anew' | 'either';

/** What it is, what becomes of it, what it says it is, and its bytes, which are made when they are wanted. */
export const pictureFiles: [string, Fate, string, () => Buffer][] = [
  ['a claim of 900 megapixels', 'refused', 'image/png', () => png(30_000, 30_000, 1, Buffer.alloc(9))],
  ['a bomb of 900 megapixels', 'refused', 'image/png', () => png(30_000, 30_000, 1)],
  [
    'a claim of 2^31 by 2^31',
    'refused',
    'image/png',
    () => png(2 ** 31 - 1, 2 ** 31 - 1, 1, Buffer.alloc(9)),
  ],
  ['a strip of 16,000 by 1,499', 'refused', 'image/png', () => png(16_000, 1_499, 32)],
  ['nearly as many pixels as may be', 'made anew', 'image/png', () => png(4_000, 5_999, 32)],
  [
    'a text of 60 MB, packed',
    'either',
    'image/png',
    () => png(1, 1, 1, undefined, [chunk('zTXt', packedText(60))]),
  ],
  [
    'ten profiles of 20 MB',
    'either',
    'image/png',
    () =>
      png(
        1,
        1,
        1,
        undefined,
        Array.from({ length: 10 }, () => chunk('iCCP', packedText(20))),
      ),
  ],
  [
    'a script in a text',
    'made anew',
    'image/png',
    () => png(1, 1, 1, undefined, [chunk('tEXt', Buffer.from(`a\0${script}`))]),
  ],
  [
    'a picture and a page',
    'made anew',
    'text/html',
    () => Buffer.concat([png(1, 1, 1), Buffer.from(script)]),
  ],
  [
    'a picture and an archive',
    'made anew',
    'application/zip',
    () => Buffer.concat([png(1, 1, 1), Buffer.from(`PK\u0003\u0004${secret}`)]),
  ],
  ['a picture that is a script', 'either', 'text/javascript', () => gifScript()],
  ['a GIF of 65,535 by 65,535', 'refused', 'image/gif', () => gifOf(65_535, 1)],
  ['a GIF of 20,000 pictures', 'either', 'image/gif', () => gifOf(1, 20_000)],
  ['a GIF with a page in its comment', 'made anew', 'image/gif', () => withComment()],
  ['a JPEG with a page in its comment', 'made anew', 'image/jpeg', () => jpegWith(0xfe, script)],
  ['a JPEG that tells of a place', 'made anew', 'image/jpeg', () => jpegWith(0xe1, `Exif\0\0II*\0${secret}`)],
  [
    'a JPEG with XMP',
    'made anew',
    'image/jpeg',
    () => jpegWith(0xe1, `http://ns.adobe.com/xap/1.0/\0${script}`),
  ],
  [
    'a JPEG with a second one',
    'made anew',
    'image/jpeg',
    () => Buffer.concat([jpegWith(0xe2, 'MPF\0II*\0'), jpeg, Buffer.from(secret)]),
  ],
  [
    'a JPEG with a page behind it',
    'made anew',
    'text/html',
    () => Buffer.concat([jpeg, Buffer.from(`*/${script}`)]),
  ],
  ['a WebP with a page behind it', 'either', 'image/webp', () => Buffer.concat([webp, Buffer.from(script)])],
  ['a WebP of 2^24 by 2^24', 'refused', 'image/webp', () => webpClaim()],
  [
    'an AVIF of nothing',
    'refused',
    'image/avif',
    () => Buffer.from('\0\0\0\u0018ftypavif\0\0\0\0avifmif1\u007f\u007f\u007f\u007fmeta', 'latin1'),
  ],
  ['SVG', 'refused', 'image/svg+xml', () => Buffer.from(svg)],
  ['SVG as PNG', 'refused', 'image/png', () => Buffer.from(svg)],
  [
    'SVG behind an XML head',
    'refused',
    'image/png',
    () => Buffer.from(`<?xml version="1.0"?>\n<!-- x -->${svg}`),
  ],
  ['SVG in UTF-16', 'refused', 'image/png', () => Buffer.from(`\ufeff${svg}`, 'utf16le')],
  ['SVG, packed', 'refused', 'image/svg+xml', () => gzipSync(svg)],
  ['SVG behind the start of a GIF', 'refused', 'image/gif', () => Buffer.from(`GIF89a${svg}`)],
  ['HTML as JPEG', 'refused', 'image/jpeg', () => Buffer.from(`<!doctype html>${script}`)],
  ['PDF', 'refused', 'image/png', () => Buffer.from('%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>')],
  [
    'PostScript',
    'refused',
    'image/png',
    () => Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage'),
  ],
  ['TIFF', 'refused', 'image/tiff', () => Buffer.from('II*\0\u0008\0\0\0\0\0\0\0\0\0', 'latin1')],
  [
    'BMP',
    'refused',
    'image/bmp',
    () =>
      Buffer.from(
        'BM\u001e\0\0\0\0\0\0\0\u001a\0\0\0\u000c\0\0\0\u0001\0\u0001\0\u0001\0\u0018\0\0\0\0\0',
        'latin1',
      ),
  ],
  ['an icon', 'refused', 'image/x-icon', () => Buffer.from('\0\0\u0001\0\u0001\0', 'latin1')],
  [
    'an ImageMagick script',
    'refused',
    'image/png',
    () => Buffer.from('push graphic-context\nimage over 0,0 0,0 "https://thief.example/x"\n'),
  ],
  ['an address', 'refused', 'image/png', () => Buffer.from('https://thief.example/x.png')],
  ['a path', 'refused', 'image/png', () => Buffer.from('/etc/passwd')],
  ['half a picture', 'refused', 'image/png', () => png(99, 99, 32).subarray(0, 60)],
];

/** Addresses beside the one that a picture has. */
export const wrongNames = (good: string): string[] => [
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/package.json',
  '....//package.json',
  '..\\..\\package.json',
  `${good}/../../../package.json`,
  `${good}%00.svg`,
  `${good}.svg`,
  good.replace('.webp', '.svg'),
  good.replace('.webp', '.html'),
  good.replace('.webp', ''),
  `${good}%2f..%2f..`,
  good.toUpperCase(),
];

function png(
  width: number,
  height: number,
  bits: 1 | 32,
  data?: Buffer,
  more: readonly Buffer[] = [],
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = bits === 1 ? 1 : 8;
  head[9] = bits === 1 ? 0 : 6;
  const row = 1 + Math.ceil((width * bits) / 8);
  const pixels = deflateSync(data ?? Buffer.alloc(row * height), { level: 1 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

const packedText = (megabytes: number) =>
  Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(megabytes * 1024 * 1024), { level: 1 })]);

/** Of one pixel each, on a screen as large as wished. */
function gifOf(side: number, pictures: number): Buffer {
  const screen = Buffer.from(gif.subarray(0, 13));
  screen.writeUInt16LE(side, 6);
  screen.writeUInt16LE(side, 8);
  const picture = Buffer.from(gif.subarray(13, -1));
  picture.writeUInt16LE(side, 13);
  picture.writeUInt16LE(side, 15);
  return Buffer.concat([screen, ...Array.from({ length: pictures }, () => picture), Buffer.from(';')]);
}

/** Its width reads as the beginning of a comment, and behind the picture that ends and a script begins. */
function gifScript(): Buffer {
  const screen = Buffer.from(gif);
  screen.write('/*', 6, 'latin1');
  return Buffer.concat([screen, Buffer.from(`*/=1;${secret}`)]);
}

function withComment(): Buffer {
  const comment = Buffer.from(script);
  const extension = Buffer.concat([Buffer.from([0x21, 0xfe, comment.length]), comment, Buffer.from([0])]);
  return Buffer.concat([gif.subarray(0, 13), extension, gif.subarray(13)]);
}

function jpegWith(marker: number, text: string): Buffer {
  const data = Buffer.from(text, 'latin1');
  const head = Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

function webpClaim(): Buffer {
  const body = Buffer.concat([
    Buffer.from('WEBPVP8X\u000a\0\0\0\u0002\0\0\0', 'latin1'),
    Buffer.alloc(6, 0xff),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
}
