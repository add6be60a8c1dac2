const finalText = 0x81;

/** A WebSocket text frame as a server sends it, header and payload in one buffer: written as it is to any number of sockets. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = finalText;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}

/** The payload of such a frame. */
export function textOf(frame: Buffer): string {
  const header = { 126: 4, 127: 10 }[frame[1]!] ?? 2;
  return frame.toString('utf8', header);
}
