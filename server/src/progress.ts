/** Milliseconds between two lines where nobody watches. */
const pause = 3_000;

/** One line that is drawn anew on a terminal; elsewhere a line every few seconds. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr) {
  let last = performance.now();
  let drawn = false;
  return {
    show(line: string) {
      const wait = stream.isTTY ? 100 : pause;
      if (performance.now() - last < wait) return;
      last = performance.now();
      drawn = stream.isTTY;
      stream.write(stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
    },
    end() {
      if (drawn) stream.write('\r\u001B[K');
    },
  };
}

/** `48 KB`, and `2.1 MB` from a megabyte on. */
export function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
