import { type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { StartupError } from '../../startup-error.ts';

const chunkSize = 256 * 1024;

/** A tar in zstd, which `tar --zstd` reads too. Whoever adds waits until it is taken, so that little is in memory. */
export interface Archive {
  add(name: string, content: Buffer): Promise<void>;
  /** Resolves when all of it is on the disk. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

export function writeArchive(file: FileHandle): Archive {
  const tar = pack();
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const written = pipeline(tar, zstd, (chunks) => file.writeFile(chunks));
  // Whoever adds next is told.
  written.catch(() => undefined);
  return {
    async add(name, content) {
      const taken = new Promise<void>((resolve, reject) => {
        tar.entry({ name, mode: 0o600 }, content, (error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([taken, written]);
    },
    async finish() {
      tar.finalize();
      await written;
      await file.sync();
    },
    async abandon() {
      tar.destroy();
      await written.catch(() => undefined);
    },
  };
}

export interface Entry {
  name: string;
  content: AsyncIterable<Buffer>;
}

/** The entries in order; each has to be read to its end before the next. A file that can't be read through is a `StartupError`. */
export async function* readArchive(
  file: FileHandle,
  onRead: (bytes: number) => void,
): AsyncGenerator<Entry, void> {
  const entries = extract();
  const read = pipeline(chunksOf(file, onRead), createZstdDecompress(), entries);
  read.catch(() => undefined);
  try {
    for await (const entry of whole(entries))
      yield { name: entry.header.name, content: whole(entry as AsyncIterable<Buffer>) };
    await read.catch(damaged);
  } finally {
    entries.destroy();
    await read.catch(() => undefined);
  }
}

async function* chunksOf(file: FileHandle, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  for (let read = 0; ; onRead(read)) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, read);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    read += bytesRead;
  }
}

/** The same things, with an error that says what is wrong with the file. */
async function* whole<T>(things: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = things[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch(damaged);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function damaged(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new StartupError(
    `The file can't be read to its end (${reason}): it is damaged, cut off, or no backup of Chatire.`,
  );
}
