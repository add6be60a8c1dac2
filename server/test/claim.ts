import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningServer } from './start-server.ts';

type Printing = Pick<RunningServer, 'output'>;

/** The secret of the link that a server without an owner prints. It comes right after its address. */
export async function ownerToken(server: Printing): Promise<string> {
  for (let tries = 0; tries < 3_000; tries++) {
    const [, token] = /\/admin\/claim#([\w-]{43})$/m.exec(server.output()) ?? [];
    if (token !== undefined) return token;
    await sleep(10);
  }
  throw new Error(`The server printed no link for an owner, but:\n${server.output()}`);
}

interface Caller {
  call(method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }>;
}

/** Makes somebody the owner of the server. */
export async function claim(server: Printing, person: Caller): Promise<void> {
  const answer = await person.call('POST', '/api/server/claim/', { token: await ownerToken(server) });
  if (answer.status !== 204) throw new Error(`The server wasn't claimed: ${JSON.stringify(answer.body)}`);
}
