import { limits } from '@chatire/protocol';
import { InvalidInput, Refused } from '../errors.ts';

/** One at a time: unfolded, a picture takes up to 100 MB. More than these wait longer than anybody would. */
const waitingMost = 30;
/** Seconds. */
const patience = 15;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Makes a square WebP from a JPEG, PNG, WebP, GIF or AVIF: turned upright, cut to its middle, without anything else that the file
 * held (places, previews, what is hidden behind its end). What isn't one of these is bad input.
 */
export function encodePicture(file: Buffer): Promise<Buffer> {
  if (waiting >= waitingMost)
    throw new Refused('unavailable', 'Too many pictures are being prepared. Try again in a moment.');
  waiting++;
  const mine = last.then(() => encode(file)).finally(() => waiting--);
  last = mine.catch(() => undefined);
  return mine;
}

async function encode(file: Buffer): Promise<Buffer> {
  const sharp = await loadSharp();
  const size = limits.pictureSize;
  try {
    const picture = sharp(file, { limitInputPixels: limits.picturePixels, failOn: 'error' });
    const { width, height } = await picture.metadata();
    if (Math.max(width, height) > limits.pictureSide) throw new Error(tooLong);
    return await picture
      .timeout({ seconds: patience })
      .autoOrient()
      .resize(size, size, { fit: 'cover' })
      .webp({ quality: 84 })
      .toBuffer();
  } catch (error) {
    throw new InvalidInput({ picture: [sentenceFor(error)] });
  }
}

/** Loaded with the first picture: it takes 30 MB, and most servers start without needing it. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  // Its library reads much more, SVG and PDF among it; only what pictures of people come as is let near it.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map(bufferLoader) });
  return sharp;
}

const bufferLoader = (format: string): string => `VipsForeignLoad${format}Buffer`;

const tooLong = `Must have at most ${limits.pictureSide} pixels on a side.`;

function sentenceFor(error: unknown): string {
  const { message } = error as Error;
  if (message === tooLong) return tooLong;
  if (message.includes('pixel limit'))
    return `Must have at most ${limits.picturePixels / 1_000_000} megapixels.`;
  if (message.includes('timeout')) return 'This picture takes too long to prepare. Send a smaller one.';
  return 'Must be a JPEG, PNG, WebP, GIF or AVIF picture that is whole.';
}
