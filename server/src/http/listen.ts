import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartupError } from '../startup-error.ts';

/** Gives the port. A port that can't be had is a `StartupError`. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const explain = explanations[String(code)];
    throw explain ? new StartupError(explain(host, port)) : error;
  }
  return (app.server.address() as AddressInfo).port;
}

/** Lets requests under way finish, but not for longer than 5 s: a client that never ends its body must not hold up the end. */
export async function stopListening(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), 5_000);
  await app.close();
  clearTimeout(timer);
}

const explanations: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} of ${host} is taken by another program: stop it, or set PORT to another one.`,
  EACCES: (_host, port) => `Port ${port} needs more rights than this user has: set PORT to one from 1024 on.`,
  EADDRNOTAVAIL: (host) =>
    `HOST=${host} is no address of this machine: set it to one, such as 127.0.0.1 or 0.0.0.0.`,
  ENOTFOUND: (host) =>
    `HOST=${host} is a name that can't be looked up: set it to an address such as 127.0.0.1.`,
};
