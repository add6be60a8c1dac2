import { isIP } from 'node:net';
import { z } from 'zod';

/** `https://chat.example.org`, with nothing behind the host. */
function origin(name: string) {
  return z.string().transform((value, context) => {
    const url = parseUrl(value, ['http:', 'https:']);
    if (url && url.href === `${url.origin}/`) return url.origin;
    context.addIssue(
      `${name}${shown(value)} is not the address of a site: set it to scheme and host only, such as https://chat.example.org.`,
    );
    return z.NEVER;
  });
}

/** `https://chat.example.org`, or `https://example.org/chat` on a host that others share; without a slash at the end. */
export function publicAddress(name: string) {
  return z.string().transform((value, context) => {
    const url = parseUrl(value, ['http:', 'https:']);
    if (url && /^(\/[\w.~-]+)*\/?$/.test(url.pathname) && url.href === url.origin + url.pathname)
      return url.href.replace(/\/$/, '');
    context.addIssue(
      `${name}${shown(value)} is not the address of a site: set it to scheme, host and at most a plain path, such as https://chat.example.org or https://example.org/chat.`,
    );
    return z.NEVER;
  });
}

/** Origins separated by commas. */
export function webOrigins(name: string) {
  return z
    .string()
    .transform(splitList)
    .pipe(z.array(origin(name)));
}

export function postgresUrl(name: string) {
  return z.string().refine((value) => parseUrl(value, ['postgres:', 'postgresql:']), {
    error: ({ input }) =>
      `${name}${shown(input)} is not the address of a PostgreSQL: set it to one, such as postgresql://user:password@host:5432/chatire.`,
  });
}

/** Addresses separated by commas: the nodes of one cluster. */
export function listOfUrls(name: string, protocols: string[]) {
  const address = z.string().refine((value) => parseUrl(value, protocols), {
    error: ({ input }) =>
      `${name}${shown(input)} is not an address of a RabbitMQ: set it to one or more, separated by commas, such as ${protocols[0]}//user:password@host:5672.`,
  });
  return z
    .string()
    .transform(splitList)
    .pipe(z.array(address).min(1, `${name} names no address: set it to one, or remove it.`));
}

/** A host as settings name it, or as a URL does. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '::1' ||
    host === '[::1]' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function parseUrl(value: string, protocols: string[]): URL | undefined {
  const url = URL.parse(value) ?? undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
}

/** What isn't an address can have a password anywhere in it, so then only the name is shown. */
function shown(value: unknown): string {
  const url = URL.parse(String(value));
  if (!url?.host) return '';
  const secret = url.username || url.password || url.search ? '…' : '';
  return `=${url.protocol}//${secret && `${secret}@`}${url.host}${url.pathname}`;
}
