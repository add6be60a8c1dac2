/** Splits a server's bytes into frames. The answer to the upgrade comes first and is told as opcode 0. */
export interface FrameCounter {
  take(chunk: Buffer, size: number): void;
  /** Events are then waited for as a whole and told. */
  look: ((payload: string) => void) | undefined;
  /** From now on a frame of more than 125 bytes is an event, and only counted. */
  startCounting(): void;
}

export function createFrameCounter({
  onSmall,
  onEvents,
}: {
  onSmall(opcode: number, payload: string): void;
  onEvents(count: number): void;
}): FrameCounter {
  let isUpgraded = false;
  let isCounting = false;
  /** Bytes of the present event that haven't come yet. */
  let missing = 0;
  /** The beginning of a header or of a small frame whose rest hasn't come yet. */
  let rest: Buffer | undefined;

  function take(chunk: Buffer, size: number): void {
    let at = 0;
    let events = 0;
    if (rest) {
      chunk = Buffer.concat([rest, chunk.subarray(0, size)]);
      size = chunk.length;
      rest = undefined;
    }
    if (missing > 0) {
      at = Math.min(missing, size);
      missing -= at;
      if (missing === 0) events++;
    }
    if (!isUpgraded) {
      const end = chunk.subarray(0, size).indexOf('\r\n\r\n');
      if (end === -1) return keep(chunk, 0, size);
      isUpgraded = true;
      at = end + 4;
      onSmall(0, '');
    }
    while (at < size) {
      if (size - at < 2) return report(events, chunk, at, size);
      const short = chunk[at + 1]! & 0x7f;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (size - at < header) return report(events, chunk, at, size);
      const length =
        short < 126 ? short : short === 126 ? chunk.readUInt16BE(at + 2) : chunk.readUInt32BE(at + 6);
      const end = at + header + length;
      if (isCounting && short >= 126) {
        if (counter.look) {
          if (end > size) return report(events, chunk, at, size);
          counter.look(chunk.toString('latin1', at + header, end));
        }
        if (end <= size) events++;
        else missing = end - size;
      } else {
        if (end > size) return report(events, chunk, at, size);
        onSmall(chunk[at]! & 0x0f, chunk.toString('utf8', at + header, end));
      }
      at = end;
    }
    if (events > 0) onEvents(events);
  }

  function report(events: number, chunk: Buffer, at: number, size: number): void {
    if (events > 0) onEvents(events);
    keep(chunk, at, size);
  }

  function keep(chunk: Buffer, at: number, size: number): void {
    rest = Buffer.from(chunk.subarray(at, size));
  }

  const counter: FrameCounter = { take, look: undefined, startCounting: () => (isCounting = true) };
  return counter;
}
