import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { listOfUrls, postgresUrl, publicAddress, webOrigins } from './config-addresses.ts';
import { openIdEnvironment, openIdOf, type OpenIdConfig } from './config-openid.ts';
import { jobsEnvironment } from './config-jobs.ts';
import { refuseWeakPasswords, whyPublic } from './config-secrets.ts';
import { mailEnvironment, mailOf, type MailConfig } from './config-mail.ts';
import { StartupError } from './startup-error.ts';

export interface Config {
  host: string;
  /** 0 asks the system for a free port. */
  port: number;
  /** What every address that people use begins with, such as `https://chat.example.org`; without it, each request's own. */
  publicUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  /** Without it, the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  broker: { kind: 'in-process' } | { kind: 'postgres' } | { kind: 'rabbitmq'; urls: string[] };
  allowedOrigins: string[];
  logLevel: (typeof logLevels)[number];
  rateLimits: boolean;
  /** Of those who may read `/metrics`; without it, programs of this machine may. */
  metricsToken: string | undefined;
  /** What this process does: serve people, work on jobs. */
  roles: { web: boolean; worker: boolean };
  /** Seconds after a message until those are told who aren't there. */
  noticesAfter: number;
  /** Webhooks may lead to addresses of private networks and of this machine. */
  webhooksPrivate: boolean;
  /** Files with channels of the installation's own. */
  channels: string[];
  /** Whose accounts are good here besides its own. */
  openId: OpenIdConfig | undefined;
  /** Without it, no mails are sent. */
  mail: MailConfig | undefined;
}

/** Parses the environment once. A bad setting is a `StartupError` that names it and says what to do. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const parsed = environment.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new StartupError(parsed.error.issues[0]?.message);
  const settings = parsed.data;
  if (settings.ROLES.length < 2 && !settings.DATABASE_URL)
    throw new StartupError(
      `ROLES=${settings.ROLES.join()} needs DATABASE_URL: the built-in database serves one process, which does everything.`,
    );
  const why = whyPublic(settings.HOST, settings.PUBLIC_URL);
  if (why && !settings.RATE_LIMITS)
    throw new StartupError(
      `RATE_LIMITS=off is for benches on this machine only, and ${why}: set RATE_LIMITS=on.`,
    );
  if (why)
    refuseWeakPasswords(why, { databaseUrl: settings.DATABASE_URL, amqpUrls: settings.AMQP_URL ?? [] }, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    dataDir: resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    broker: chooseBroker(settings.BROKER, settings.AMQP_URL),
    allowedOrigins: settings.ALLOWED_ORIGINS,
    logLevel: settings.LOG_LEVEL,
    rateLimits: settings.RATE_LIMITS,
    metricsToken: settings.METRICS_TOKEN,
    roles: { web: settings.ROLES.includes('web'), worker: settings.ROLES.includes('worker') },
    noticesAfter: settings.NOTICES_AFTER,
    webhooksPrivate: settings.WEBHOOKS_PRIVATE,
    channels: settings.CHANNELS,
    openId: openIdOf(settings, settings.PUBLIC_URL),
    mail: mailOf(settings, settings.PUBLIC_URL),
  };
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const environment = z.object({
  HOST: z
    .string()
    .refine((host) => isIP(host) > 0 || /^[a-z0-9.-]+$/i.test(host), {
      error: ({ input }) =>
        `HOST=${input} is neither an IP address nor a host name: set it to one, such as 127.0.0.1 or 0.0.0.0.`,
    })
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: ({ input }) => badPort(input) })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: ({ input }) => badPort(input) })
    .default(8080),
  PUBLIC_URL: publicAddress('PUBLIC_URL').optional(),
  ...mailEnvironment,
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl('DATABASE_URL').optional(),
  BROKER: oneOf('BROKER', ['in-process', 'rabbitmq', 'postgres']).optional(),
  AMQP_URL: listOfUrls('AMQP_URL', ['amqp:', 'amqps:']).optional(),
  ALLOWED_ORIGINS: webOrigins('ALLOWED_ORIGINS').default([]),
  LOG_LEVEL: oneOf('LOG_LEVEL', logLevels).default('info'),
  RATE_LIMITS: oneOf('RATE_LIMITS', ['on', 'off'])
    .transform((value) => value === 'on')
    .default(true),
  METRICS_TOKEN: z
    .string()
    .regex(
      /^[\x21-\x7e]{16,}$/,
      'METRICS_TOKEN is too short: set it to 16 random characters or more, without blanks.',
    )
    .optional(),
  ...jobsEnvironment,
  ...openIdEnvironment,
});

/** The names of all settings. */
export const settingNames = Object.keys(environment.shape);

function chooseBroker(
  broker: 'in-process' | 'rabbitmq' | 'postgres' | undefined,
  urls: string[] | undefined,
): Config['broker'] {
  if (broker && broker !== 'rabbitmq' && urls)
    throw new StartupError(`BROKER=${broker} and AMQP_URL contradict each other: remove one of the two.`);
  if (broker === 'postgres') return { kind: 'postgres' };
  if (urls) return { kind: 'rabbitmq', urls };
  if (broker === 'rabbitmq')
    throw new StartupError(
      'BROKER=rabbitmq needs AMQP_URL: set it, such as AMQP_URL=amqp://user:password@host:5672.',
    );
  return { kind: 'in-process' };
}

function oneOf<const Values extends readonly [string, ...string[]]>(name: string, values: Values) {
  return z.enum(values, {
    error: ({ input }) => `${name}=${input} is not known: set it to one of ${values.join(', ')}.`,
  });
}

function badPort(input: unknown): string {
  return `PORT=${input} is not a port number: set it to a number from 1 to 65535, or 0 for any free port.`;
}

/** `PORT= npm start` means "not set". */
function withoutEmpty(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
