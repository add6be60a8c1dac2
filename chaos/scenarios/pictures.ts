import { pictureFiles, secret, wrongNames, type Fate } from '../hostile/picture-files.ts';
import { startSingle, type Member } from '../installation.ts';
import { mebibyte, memoryOf } from '../memory.ts';
import { createPerson } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const memoryLimit = 100 * mebibyte;
const mine = '/api/users/me/picture/';

/** Bombs, files that are two things at once, what isn't a picture, and addresses that lead elsewhere. */
export const pictures: Scenario = {
  name: 'pictures',
  required: '0 active content; memory grows ≤ 100 MiB; each refused or made anew; type fixed, nosniff',
  timeLimit: 180,
  async run({ short, say, onEnd }) {
    const server = await startSingle({ onEnd });
    const pid = server.running().process.pid!;
    const person = await createPerson(() => [server.url]);
    const send = async (type: string, file: Buffer) => {
      const headers = {
        authorization: `Bearer ${await person.token()}`,
        'content-type': type,
        'content-disposition': 'attachment; filename="../../../x.html"',
      };
      const answer = await fetch(server.url + mine, { method: 'PUT', headers, body: new Uint8Array(file) });
      return { status: answer.status, body: (await answer.json()) as { picture?: string } };
    };
    const files = pictureFiles.map(([name, fate, type, make]) => ({ name, fate, type, file: make() }));
    const good = files.find(({ name }) => name === 'a script in a text')!;
    const first = await send(good.type, good.file);
    // What a server takes that has had some, whatever they are.
    for (let some = 0; some < 30; some++) await send(good.type, good.file);
    const before = await memoryOf(pid);
    let growth = 0;
    const look = async () => (growth = Math.max(growth, (await memoryOf(pid)) - before));
    const watching = setInterval(() => void look().catch(() => undefined), 20);
    onEnd(() => clearInterval(watching));

    const wrong: string[] = [];
    let active = 0;
    for (let round = 0; round < (short ? 1 : 10); round++)
      // One after the other, as the old picture is gone with the new one.
      for (const { name, fate, type, file } of files) {
        const { status, body } = await send(type, file);
        if (!isFated(fate, status)) wrong.push(`${name}: ${status}`);
        if (status === 200 && !(await isHarmless(server, body.picture ?? ''))) {
          active++;
          say(`${name} came out as something else than a picture of ours`);
        }
      }
    const { body: last } = await send(good.type, good.file);
    const heavy = files.filter(({ name }) => /megapixels|nearly/.test(name));
    await Promise.all(
      Array.from({ length: 4 }, (_, index) => heavy[index % heavy.length]!).map(({ type, file }) =>
        send(type, file),
      ),
    );
    for (const name of wrongNames((last.picture ?? '').split('/').at(-1)!)) {
      const answer = await fetch(`${server.url}/api/pictures/${name}`);
      const type = answer.headers.get('content-type') ?? '';
      if (answer.status < 400 && !type.startsWith('text/html'))
        wrong.push(`${name}: ${answer.status} ${type}`);
      if ((await answer.text()).includes('root:') || type.includes('svg')) active++;
    }
    await look();
    for (const one of wrong.slice(0, 20)) say(one);
    const isUp = first.status === 200 && (await fetch(`${server.url}/health/ready`)).ok;
    return {
      figure: `${active} active content of ${files.length} files; memory grew by ${Math.round(growth / mebibyte)} MiB; ${wrong.length} otherwise than said; ${isUp ? 'up' : 'down'}`,
      ok: active === 0 && growth <= memoryLimit && wrong.length === 0 && isUp,
    };
  },
};

function isFated(fate: Fate, status: number): boolean {
  const refused = status === 400 || status === 413;
  return fate === 'refused' ? refused : fate === 'made anew' ? status === 200 : refused || status === 200;
}

async function isHarmless(server: Member, address: string): Promise<boolean> {
  const answer = await fetch(server.url + address);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const headers = ['content-type', 'x-content-type-options', 'content-security-policy'].map((name) =>
    answer.headers.get(name),
  );
  const isOurs =
    /^\/api\/pictures\/[\w-]{22}\.webp$/.test(address) && bytes.toString('latin1', 0, 4) === 'RIFF';
  const isFixed = String(headers) === "image/webp,nosniff,default-src 'none'; sandbox";
  return answer.status === 200 && isOurs && isFixed && !bytes.includes(secret) && !bytes.includes('<script');
}
