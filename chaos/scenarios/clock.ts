import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@chatire/server/testing';
import { startMember } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

/** The clock that server and database go by is put forward and back by an hour, again and again, while people write. */
export const clock: Scenario = {
  name: 'clock',
  required: 'nobody signed out; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 120,
  async run({ short, say, onEnd }) {
    const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
    if (library === undefined) throw new Error('faketime is not installed: apt-get install libfaketime');
    const jumps = short ? ['+1h', '-1h'] : ['+1h', '-1h', '+0', '-1h', '+1h', '+0'];
    const folder = await temporaryFolder('chaos');
    onEnd(() => folder.remove());
    const offset = join(folder.path, 'offset');
    await writeFile(offset, '+0');
    const server = await startMember(
      { onEnd },
      {
        DATA_DIR: join(folder.path, 'data'),
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: offset,
        FAKETIME_CACHE_DURATION: '1',
        // A clock that is put changes the time of day, not how long things last.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
    );
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: [sockets, sockets, sockets],
      writers: 4,
    });
    const guests = [await signUp(server.url), await signUp(server.url)];
    const writings = team.writers.map((person) => startWriting(record, person, team.uri, { perSecond: 10 }));
    let signedOut = 0;
    for (const jump of jumps) {
      await writeFile(offset, jump);
      await sleep(2_500);
      const now = await serverTime(server.url);
      const difference = (now - Date.now()) / 3_600_000;
      if (Math.abs(difference - Number.parseFloat(jump)) > 0.05)
        throw new Error(`The server's clock should be ${jump}, but is ${difference.toFixed(2)} h.`);
      for (const renew of guests) if (!(await renew())) signedOut++;
      signedOut += team.readers.filter((reader) => !reader.isLive()).length;
      say(`clock at ${jump}, ${record.acknowledgedCount()} posts acknowledged`);
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const cuts = team.readers.reduce((sum, reader) => sum + reader.returns.length, 0);
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    return {
      figure: `${signedOut} signed out and ${cuts} sockets closed in ${jumps.length} jumps and ${verdict.acknowledged} posts; ${text}`,
      ok: ok && signedOut === 0 && cuts === 0 && verdict.acknowledged === verdict.sent,
    };
  },
};

const password = 'quiet harbour lamp';
let browsers = 0;

/** Somebody with nothing but a browser's cookie; the function renews the token by it and says whether that worked. */
async function signUp(url: string): Promise<() => Promise<boolean>> {
  const body = JSON.stringify({ username: `browser-${process.pid}-${++browsers}`, password });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/auth/users/create/`, { method: 'POST', headers, body });
  const signedIn = await fetch(`${url}/auth/token/create/`, { method: 'POST', headers, body });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return async () => {
    const renewed = await fetch(`${url}/auth/token/refresh/`, {
      method: 'POST',
      headers: { ...headers, cookie, origin: url },
      body: '{}',
    });
    if (renewed.status !== 200) return false;
    const { auth_token: token } = (await renewed.json()) as { auth_token: string };
    const answer = await fetch(`${url}/api/chats/`, { headers: { authorization: `Bearer ${token}` } });
    return answer.status === 200;
  };
}

async function serverTime(url: string): Promise<number> {
  const response = await fetch(`${url}/health/live`);
  return Date.parse(response.headers.get('date') ?? '');
}
