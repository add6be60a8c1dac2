import { claim } from '@chatire/server/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { clientFrameSchema, type Problem } from '@chatire/protocol';
import { bytesOf, nonsense, valuesOf } from '../hostile/arbitrary.ts';
import { callsOf, type Call } from '../hostile/fuzz-calls.ts';
import { frame, opcodes, openRawSocket } from '../hostile/raw-socket.ts';
import { readRoutes, type Schema } from '../hostile/routes.ts';
import { startSingle, type Member } from '../installation.ts';
import { mebibyte, memoryOf } from '../memory.ts';
import { createPerson, startChat, type Person } from '../person.ts';
import type { Options, Scenario } from '../scenario.ts';

const memoryLimit = 64 * mebibyte;
/** Fewer than the pictures that may wait to be prepared: that limit isn't what is asked about here. */
const atOnce = 24;
const perStage = 500;
const framesOfSocket = 10;
/** A sentence that no person of ours has written. */
const foreign = /^(Invalid|Too (small|big)|Unrecognized|Expected|Required)/;

/** Bodies, addresses and frames made from the schemas of the running server, and from bytes. `FUZZ_SEED=…` plays one again. */
export const fuzz: Scenario = {
  name: 'fuzz',
  required:
    '0 answers 5xx, 0 sockets closed by a failure, 0 exits; memory grows ≤ 64 MiB; 0 sentences that are not ours',
  timeLimit: 900,
  async run({ short, say, onEnd }) {
    const total = short ? 3_000 : 100_000;
    const seed = Number(process.env['FUZZ_SEED'] ?? (Math.random() * 2 ** 31) | 0);
    const server = await startSingle({ onEnd });
    const pid = server.running().process.pid!;
    const found = { failures: new Map<string, string>(), foreign: new Map<string, string>(), sent: 0 };
    let baseline = 0;
    for (let stage = 0; found.sent < total; stage++) {
      const person = await createPerson(() => [server.url]);
      // First the sockets: some of the calls sign out.
      await attackSocket(server, person, seed + stage, found);
      await attackCalls(server, person, seed + stage, found);
      if (baseline === 0 && found.sent >= total / 2) baseline = await memoryOf(pid);
      if (stage % 10 === 9) say(`${found.sent} of ${total}`);
    }
    // Last, as it may close the server to newcomers.
    const owner = await createPerson(() => [server.url]);
    await claim(server.running(), owner);
    await attackCalls(server, owner, seed, found);
    await rest(short);
    const growth = Math.max(0, (await memoryOf(pid)) - baseline);
    const isUp = server.running().process.exitCode === null && (await fetch(`${server.url}/health/ready`)).ok;
    report(say, seed, found);
    if (found.failures.size > 0) say(server.running().output().slice(-2_000));
    return {
      figure: `${found.sent} sent: ${found.failures.size} kinds of failure, ${isUp ? 0 : 1} exits; memory grew by ${Math.round(growth / mebibyte)} MiB; ${found.foreign.size} sentences that are not ours`,
      ok: found.failures.size === 0 && isUp && growth <= memoryLimit && found.foreign.size === 0,
    };
  },
};

interface Found {
  /** What was called, and what was sent. */
  failures: Map<string, string>;
  foreign: Map<string, string>;
  sent: number;
}

/** A person, a chat and a message of their own, as some of what is sent does away with them. */
async function attackCalls(server: Member, person: Person, seed: number, found: Found): Promise<void> {
  const uri = await startChat(person, []);
  const { body: message } = await person.call<{ id: number }>('POST', `/api/chats/${uri}/messages/`, {
    message: 'a',
  });
  const known = {
    uri: [uri],
    id: [message.id, person.userId],
    username: [person.name],
    with: [person.name],
    reply_to: [message.id],
  };
  const calls = fc.sample(callsOf(await readRoutes(server.url), known), { numRuns: perStage, seed });
  const token = await person.token();
  for (let first = 0; first < calls.length; first += atOnce)
    await Promise.all(calls.slice(first, first + atOnce).map((call) => attack(server, token, call, found)));
}

async function attack(server: Member, token: string, call: Call, found: Found): Promise<void> {
  const { route, path, type, body } = call;
  const headers = {
    ...(call.signedIn ? { authorization: `Bearer ${token}` } : {}),
    ...(type === undefined ? {} : { 'content-type': type }),
  };
  found.sent++;
  const what = `${route.method} ${route.path}`;
  const response = await fetch(server.url + path, {
    method: route.method,
    headers,
    ...(body && { body: new Uint8Array(body) }),
    signal: AbortSignal.timeout(20_000),
  }).catch((error: Error) => error);
  if (response instanceof Error)
    return void found.failures.set(`${what} ${response.message}`, `${path} ${body}`);
  const text = await response.text();
  if (response.status >= 500) found.failures.set(`${what} ${response.status}`, `${path} ${type} ${body}`);
  if (response.status !== 400) return;
  const { errors = {} } = JSON.parse(text) as Problem;
  for (const sentence of Object.values(errors).flat())
    if (foreign.test(sentence)) found.foreign.set(`${what} ${sentence}`, `${path} ${body}`);
}

const frameSchema = z.toJSONSchema(clientFrameSchema, { io: 'input' }) as Schema;

async function attackSocket(server: Member, person: Person, seed: number, found: Found): Promise<void> {
  const token = await person.token();
  const frames = valuesOf(frameSchema, { token: [token] }).map((value) => JSON.stringify(value) ?? '');
  const writes = fc.oneof(
    { weight: 5, arbitrary: frames.map((text) => frame(opcodes.text, text)) },
    { weight: 2, arbitrary: bytesOf(frames).map((bytes) => frame(opcodes.text, bytes)) },
    { weight: 1, arbitrary: nonsense.map((value) => frame(opcodes.text, JSON.stringify(value))) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(15), fc.uint8Array({ maxLength: 130 }))
        .map(([code, bytes]) => frame(code, bytes)),
    },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    },
  );
  const all = fc.sample(fc.array(writes, { minLength: framesOfSocket, maxLength: framesOfSocket }), {
    numRuns: perStage / framesOfSocket,
    seed,
  });
  const hello = frame(opcodes.text, JSON.stringify({ type: 'hello', token, epoch: null, chats: {} }));
  for (let first = 0; first < all.length; first += atOnce)
    await Promise.all(
      all.slice(first, first + atOnce).map(async (parts, index) => {
        const socket = await openRawSocket(server.port);
        if (index % 4 > 0) {
          socket.write(hello);
          await socket.frame(opcodes.text, (payload) => payload.includes('"ready"'));
        }
        socket.write(...parts);
        found.sent += parts.length;
        const close = await socket.finish();
        const code = close && close.length > 1 ? close.readUInt16BE(0) : undefined;
        if (code === 1011)
          found.failures.set(`a socket closed with ${code}`, Buffer.concat(parts).toString('latin1'));
      }),
    );
}

const rest = (short: boolean) => new Promise((resolve) => setTimeout(resolve, short ? 200 : 5_000));

function report(say: Options['say'], seed: number, { failures, foreign: strange }: Found): void {
  if (failures.size + strange.size > 0) say(`again with FUZZ_SEED=${seed}`);
  for (const [what, sent] of [...failures, ...strange].slice(0, 30)) say(`${what}: ${sent.slice(0, 300)}`);
}
