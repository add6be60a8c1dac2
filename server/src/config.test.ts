import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { StartupError } from './startup-error.ts';

test('an empty environment gives a server on this machine with everything embedded', () => {
  expect(loadConfig({})).toEqual({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    dataDir: resolve('data'),
    databaseUrl: undefined,
    broker: { kind: 'in-process' },
    allowedOrigins: [],
    logLevel: 'info',
    rateLimits: true,
    metricsToken: undefined,
    roles: { web: true, worker: true },
    noticesAfter: 10,
    webhooksPrivate: false,
    channels: [],
    openId: undefined,
    mail: undefined,
  });
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ PORT: '', AMQP_URL: '' })).toEqual(loadConfig({}));
});

test('every setting is read', () => {
  const config = loadConfig({
    HOST: '0.0.0.0',
    PORT: '0',
    PUBLIC_URL: 'https://chat.example.org/',
    DATA_DIR: '/srv/chat',
    DATABASE_URL: 'postgresql://u:long-and-random@db/chatire',
    AMQP_URL: 'amqp://u:long-and-random@a:5672, amqps://u:long-and-random@b:5671',
    ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
    LOG_LEVEL: 'debug',
    SMTP_URL: 'smtps://u:p@mail.example.org',
    MAIL_FROM: 'Chatire <chat@example.org>',
    RATE_LIMITS: 'on',
    METRICS_TOKEN: 'sixteen-or-more-0',
    ROLES: 'worker',
    NOTICES_AFTER: '30',
    WEBHOOKS_PRIVATE: 'on',
    CHANNELS: './ntfy.ts, /srv/sms.ts',
    OIDC_ISSUER: 'https://login.example.org/school/',
    OIDC_CLIENT_ID: 'chatire',
  });
  expect(config).toEqual({
    host: '0.0.0.0',
    port: 0,
    publicUrl: 'https://chat.example.org',
    dataDir: '/srv/chat',
    databaseUrl: 'postgresql://u:long-and-random@db/chatire',
    broker: {
      kind: 'rabbitmq',
      urls: ['amqp://u:long-and-random@a:5672', 'amqps://u:long-and-random@b:5671'],
    },
    allowedOrigins: ['https://a.example', 'http://localhost:5173'],
    logLevel: 'debug',
    rateLimits: true,
    metricsToken: 'sixteen-or-more-0',
    roles: { web: false, worker: true },
    noticesAfter: 30,
    webhooksPrivate: true,
    channels: ['./ntfy.ts', '/srv/sms.ts'],
    mail: {
      url: 'smtps://u:p@mail.example.org',
      from: 'Chatire <chat@example.org>',
      origin: 'https://chat.example.org',
    },
    openId: {
      issuer: 'https://login.example.org/school/',
      clientId: 'chatire',
      clientSecret: undefined,
      name: 'login.example.org',
      redirectUri: 'https://chat.example.org/auth/openid/callback/',
    },
  });
});

test.each([
  [{ ROLES: 'web,cook' }, 'ROLES=web,cook is not known'],
  [{ ROLES: 'web' }, 'ROLES=web needs DATABASE_URL'],
  [{ NOTICES_AFTER: 'soon' }, 'NOTICES_AFTER=soon is not a number of seconds'],
  [{ WEBHOOKS_PRIVATE: 'yes' }, 'WEBHOOKS_PRIVATE=yes is not known'],
  [{ HOST: 'not a host' }, 'HOST=not a host is neither'],
  [{ SMTP_URL: 'mail.example.org', MAIL_FROM: 'a@b.org' }, 'SMTP_URL is not the address of a mail server'],
  [{ SMTP_URL: 'smtp://mail.example.org' }, 'SMTP_URL needs MAIL_FROM'],
  [{ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'nobody' }, 'MAIL_FROM is not an e-mail address'],
  [{ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'a@b.org' }, 'SMTP_URL needs PUBLIC_URL'],
  [{ MAIL_FROM: 'a@b.org' }, 'MAIL_FROM needs SMTP_URL'],
  [{ PORT: '80a' }, 'PORT=80a is not a port number'],
  [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN is too short'],
  [{ PORT: '70000' }, 'PORT=70000 is not a port number'],
  [{ PUBLIC_URL: 'chat.example.org' }, 'PUBLIC_URL is not the address of a site'],
  [
    { PUBLIC_URL: 'https://example.org/a chat' },
    'PUBLIC_URL=https://example.org/a%20chat is not the address',
  ],
  [{ ALLOWED_ORIGINS: 'https://example.org/chat' }, 'ALLOWED_ORIGINS=https://example.org/chat is not the'],
  [{ ALLOWED_ORIGINS: 'https://a.example,*' }, 'ALLOWED_ORIGINS is not the address of a site'],
  [{ DATABASE_URL: 'mysql://u:p@db/chatire' }, 'DATABASE_URL=mysql://…@db/chatire is not the address'],
  [{ BROKER: 'redis' }, 'BROKER=redis is not known: set it to one of in-process, rabbitmq, postgres.'],
  [
    { RATE_LIMITS: 'off', PUBLIC_URL: 'https://chat.example.org' },
    'RATE_LIMITS=off is for benches on this machine only, and PUBLIC_URL=https://chat.example.org says',
  ],
  [{ OIDC_ISSUER: 'http://login.example.org' }, 'OIDC_ISSUER is not the address of an OpenID provider'],
  [{ OIDC_ISSUER: 'https://login.example.org' }, 'OIDC_ISSUER needs OIDC_CLIENT_ID'],
  [{ OIDC_CLIENT_SECRET: 'hunter2' }, "OIDC_CLIENT_SECRET is set, and OIDC_ISSUER isn't"],
  [{ OIDC_ISSUER: 'http://127.0.0.1:9000', OIDC_CLIENT_ID: 'chatire' }, 'OIDC_ISSUER needs PUBLIC_URL'],
  [{ BROKER: 'postgres', AMQP_URL: 'amqp://host' }, 'BROKER=postgres and AMQP_URL contradict each other'],
  [{ BROKER: 'rabbitmq' }, 'BROKER=rabbitmq needs AMQP_URL'],
  [{ BROKER: 'in-process', AMQP_URL: 'amqp://host' }, 'BROKER=in-process and AMQP_URL contradict each other'],
  [{ AMQP_URL: 'amqp://host,http://host' }, 'AMQP_URL=http://host/ is not an address of a RabbitMQ'],
  [{ AMQP_URL: ' , ' }, 'AMQP_URL names no address'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL=loud is not known'],
  [{ RATE_LIMITS: 'no' }, 'RATE_LIMITS=no is not known'],
  [{ RATE_LIMITS: 'off', HOST: '0.0.0.0' }, 'RATE_LIMITS=off is for benches on this machine only'],
])('%o is refused by a sentence that names it', (env, sentence) => {
  expect(() => loadConfig(env)).toThrow(StartupError);
  expect(() => loadConfig(env)).toThrow(sentence);
});

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])(
  'limits can be off while only %s listens',
  (HOST) => {
    expect(loadConfig({ HOST, RATE_LIMITS: 'off' }).rateLimits).toBe(false);
  },
);

test('BROKER=postgres carries events through the database itself', () => {
  expect(loadConfig({ BROKER: 'postgres' }).broker).toEqual({ kind: 'postgres' });
});

test.each([
  { DATABASE_URL: 'mysql://u:hunter2@db/chatire' },
  { DATABASE_URL: 'postgres//u:hunter2@db' },
  { DATABASE_URL: 'http://db/?password=hunter2' },
  { AMQP_URL: 'amqp//guest:hunter2@host' },
  { PUBLIC_URL: 'https://u:hunter2@host' },
  { SMTP_URL: 'smtp//u:hunter2@host', MAIL_FROM: 'a@b.org' },
  { SMTP_URL: 'smtp://u:hunter2@host', MAIL_FROM: 'a@b.org' },
])('a refusal of %o shows no password', (env) => {
  expect(() => loadConfig(env)).toThrow(StartupError);
  expect(() => loadConfig(env)).not.toThrow('hunter2');
});

/** Addresses of a database and of a broker, and whether a server that others can reach takes them. */
const passwords: [Record<string, string>, boolean][] = [
  [{ DATABASE_URL: 'postgresql://postgres:postgres@db/chatire' }, false],
  [{ DATABASE_URL: 'postgresql://chatire:Password@db/chatire' }, false],
  [{ DATABASE_URL: 'postgresql://chatire:short@db/chatire' }, false],
  [{ DATABASE_URL: 'postgresql://chatire@db/chatire' }, false],
  [{ DATABASE_URL: 'postgresql://chatire@localhost/chatire?host=/run/postgresql' }, true],
  [{ DATABASE_URL: 'postgresql://chatire:4bf2c61d09e7@db/chatire' }, true],
  [{ AMQP_URL: 'amqp://guest:guest@mq' }, false],
  [{ AMQP_URL: 'amqp://mq' }, false],
  [{ AMQP_URL: 'amqp://chatire:4bf2c61d09e7@a,amqp://guest:guest@b' }, false],
  [{ AMQP_URL: 'amqp://chatire:4bf2c61d09e7@a' }, true],
];

test.each(passwords)('with %o a server that others can reach starts: %s', (env, starts) => {
  const [name = ''] = Object.keys(env);
  for (const address of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://chat.example.org' }]) {
    const load = () => loadConfig({ ...env, ...address });
    if (starts) expect(load).not.toThrow();
    else expect(load).toThrow(`${name} has a password that anybody would try first, or none, and `);
  }
  expect(() => loadConfig(env), 'on this machine alone').not.toThrow();
});
