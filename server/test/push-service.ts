import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PushedNotice, Subscription } from '@chatire/protocol';
import { freePorts } from './free-ports.ts';
import { lastWill } from './last-will.ts';

interface Browser extends Subscription {
  clientHash: string;
}

/** A push service on this machine that stands for the browsers, too: it opens what is sealed for them, and refuses what isn't signed. */
export async function startPushService() {
  const [port] = await freePorts(1);
  const program = createRequire(import.meta.url).resolve('web-push-testing/src/bin/server.js');
  const child = spawn(process.execPath, [program, String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const killed = lastWill('kill -KILL "$1"', String(child.pid));
  const url = `http://localhost:${port}`;
  const ask = async (path: string, body: object = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return text.startsWith('{') ? (JSON.parse(text) as { data: unknown }).data : undefined;
  };
  for (let waited = 0; ; waited += 50) {
    if (
      await fetch(`${url}/status`, { method: 'POST' }).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    if (waited > 20_000) throw new Error('The push service did not start.');
    await sleep(50);
  }
  return {
    /** A browser that subscribes with the server's key. */
    async subscribe(applicationServerKey: string): Promise<Browser> {
      return (await ask('/subscribe', { userVisibleOnly: 'true', applicationServerKey })) as Browser;
    },
    /** What it was told, opened with its own key. */
    async told({ clientHash }: Browser): Promise<PushedNotice[]> {
      const { messages } = (await ask('/get-notifications', { clientHash })) as { messages: string[] };
      return messages.map((message) => JSON.parse(message) as PushedNotice);
    },
    /** The browser gives the subscription up. */
    expire: ({ clientHash }: Browser) => ask(`/expire-subscription/${clientHash}`),
    async stop(): Promise<void> {
      child.kill();
      await ended;
      await killed();
    },
  };
}
