import { isLoopback } from './config-addresses.ts';
import { StartupError } from './startup-error.ts';

/** Why others can come to this server, in the words of a sentence; nothing when only this machine can. */
export function whyPublic(host: string, publicUrl: string | undefined): string | undefined {
  if (!isLoopback(host)) return `HOST=${host} can be reached from others`;
  if (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname))
    return `PUBLIC_URL=${publicUrl} says that others come`;
  return undefined;
}

/** A server that others can reach is found by those who try the passwords that come with programs. */
export function refuseWeakPasswords(
  why: string,
  { databaseUrl, amqpUrls }: { databaseUrl: string | undefined; amqpUrls: readonly string[] },
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (databaseUrl !== undefined && !provesItselfElsehow(new URL(databaseUrl), env))
    refuseWeak('DATABASE_URL', databaseUrl, why);
  for (const url of amqpUrls) refuseWeak('AMQP_URL', url, why);
}

/** A socket of this machine knows who asks; a certificate or PostgreSQL's own variables do as well as a password in the address. */
function provesItselfElsehow(
  { password, searchParams }: URL,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const isSocket = searchParams.get('host')?.startsWith('/') ?? false;
  return (
    password === '' && (isSocket || searchParams.has('sslcert') || 'PGPASSWORD' in env || 'PGPASSFILE' in env)
  );
}

function refuseWeak(name: string, address: string, why: string): void {
  const { username, password } = new URL(address);
  const isWeak =
    password.length < shortest || password === username || triedFirst.has(password.toLowerCase());
  if (isWeak)
    throw new StartupError(
      `${name} has a password that anybody would try first, or none, and ${why}: give the user there one of 12 random characters or more.`,
    );
}

const shortest = 8;
const triedFirst = new Set(['password', 'postgres', 'rabbitmq', 'changeme', 'change-me', '12345678']);
