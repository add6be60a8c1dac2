const prefix = '019a0000-0000-7000-8000-';

/** A client id that tells when it was made, by a clock that all processes of a machine share. */
export function timedClientId(): string {
  return prefix + (process.hrtime.bigint() / 1000n).toString(16).padStart(12, '0').slice(-12);
}

/** Milliseconds since the client id of this event was made. */
export function ageOf(event: string): number {
  const at = event.indexOf(prefix) + prefix.length;
  const made = BigInt(`0x${event.slice(at, at + 12)}`);
  return Number(((process.hrtime.bigint() / 1000n) & 0xffffffffffffn) - made) / 1000;
}
