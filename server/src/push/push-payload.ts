import type { PushedNotice } from '@chatire/protocol';

/** Bytes of the whole: push services take 4 KB, of which sealing costs some. */
const most = 3 * 1024;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The same with title and body cut to what fits: between two signs as people see them, never within one. */
export function fitPush(notice: PushedNotice): PushedNotice {
  const fitting = { ...notice, title: cut(notice.title, 120), body: cut(notice.body, 400) };
  // What looks like one sign can be many bytes.
  for (const length of [200, 80, 30, 10, 0]) {
    if (bytesOf(fitting) <= most) break;
    fitting.title = cut(notice.title, length);
    fitting.body = cut(notice.body, length);
  }
  return fitting;
}

const bytesOf = (notice: PushedNotice) => Buffer.byteLength(JSON.stringify(notice));

function cut(text: string, length: number): string {
  let [end, count] = [0, 0];
  for (const { index, segment } of graphemes.segment(text)) {
    if (count++ === length) return `${text.slice(0, end).trimEnd()}…`;
    end = index + segment.length;
  }
  return text;
}
