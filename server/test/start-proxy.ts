import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lastWill } from './last-will.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestProxy {
  stop(): Promise<void>;
}

interface Standing {
  /** Port of the server behind it. */
  to: number;
  https: number;
  http: number;
  /** Behind the host: nothing, or `/chat`. */
  path: string;
  certificate: TestCertificate;
}

export const proxies = { nginx: startNginx, haproxy: startHaproxy };

/** Debian's nginx with the example of `deploy/`, on loopback. */
async function startNginx({ to, https, http, path, certificate }: Standing): Promise<TestProxy> {
  const folder = await temporaryFolder('nginx');
  const site = inExample(await example('nginx.conf'), [
    [/^.*listen \[::\].*\n/gm, ''],
    ['listen 80', `listen 127.0.0.1:${http}`],
    ['listen 443', `listen 127.0.0.1:${https}`],
    [/chat\.example\.org;/g, 'localhost;'],
    ['https://$host$request_uri', `https://$host:${https}$request_uri`],
    ['/etc/ssl/chat.example.org.pem', certificate.certificateFile],
    ['/etc/ssl/chat.example.org.key', certificate.keyFile],
    ['127.0.0.1:8080', `127.0.0.1:${to}`],
    ['location / {', `location ${path}/ {`],
    ['location /metrics', `location ${path}/metrics`],
  ]);
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${folder.path}/${what};`,
  );
  const file = join(folder.path, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; worker_processes 1; pid ${folder.path}/pid; error_log stderr;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events {}
    http { access_log off; ${kept.join(' ')} ${site} }`,
  );
  return await run(['/usr/sbin/nginx', '-e', 'stderr', '-c', file], https, folder.remove);
}

async function startHaproxy({ to, https, http, path, certificate }: Standing): Promise<TestProxy> {
  const folder = await temporaryFolder('haproxy');
  const configuration = inExample(await example('haproxy.cfg'), [
    ['bind :80', `bind 127.0.0.1:${http}`],
    ['bind :443', `bind 127.0.0.1:${https}`],
    [
      'redirect scheme https code 301',
      `redirect location https://localhost:${https}%[capture.req.uri] code 301`,
    ],
    ['/etc/haproxy/chat.example.org.pem', certificate.bothFile],
    ['127.0.0.1:8080', `127.0.0.1:${to}`],
    ['-m beg /metrics', `-m beg ${path}/metrics`],
    [/^ +default_backend chatire/m, `    use_backend chatire if { path_beg ${path}/ }`],
  ]);
  const file = join(folder.path, 'haproxy.cfg');
  await writeFile(file, configuration);
  return await run(['/usr/sbin/haproxy', '-db', '-f', file], https, folder.remove);
}

const example = (name: string) => readFile(join(import.meta.dirname, '../../deploy', name), 'utf8');

/** What somebody puts into the example instead; what isn't there any more can't be put in. */
function inExample(text: string, changes: [what: string | RegExp, by: string][]): string {
  return changes.reduce(
    (before, [what, by]) => {
      const after = before.replace(what, () => by);
      if (after === before && !before.includes(by)) throw new Error(`The example has no ${what}.`);
      return after;
    },
    text.replaceAll(/^ *#.*$/gm, ''),
  );
}

async function run(command: string[], port: number, remove: () => Promise<void>): Promise<TestProxy> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const killed = lastWill('kill -KILL "$1"', String(child.pid));
  let said = '';
  for (const channel of [child.stdout, child.stderr])
    channel.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit').then(killed).then(remove);
  for (let waited = 0; !(await listens(port)); waited += 20) {
    if (waited > 10_000 || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`${command[0]} didn't start:\n${said}`);
    }
    await sleep(20);
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answers = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answers;
}

export interface TestCertificate {
  certificate: string;
  certificateFile: string;
  keyFile: string;
  bothFile: string;
}

/** Of `localhost`, signed by itself. */
export async function makeCertificate(folder: string): Promise<TestCertificate> {
  const certificateFile = join(folder, 'localhost.pem');
  const keyFile = join(folder, 'localhost.key');
  const bothFile = join(folder, 'localhost.both');
  const what = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const name = 'subjectAltName=DNS:localhost';
  const files = ['-keyout', keyFile, '-out', certificateFile];
  await promisify(execFile)('openssl', ['req', ...what.split(' '), '-addext', name, ...files]);
  const certificate = await readFile(certificateFile, 'utf8');
  await writeFile(bothFile, certificate + (await readFile(keyFile, 'utf8')), { mode: 0o600 });
  return { certificate, certificateFile, keyFile, bothFile };
}
