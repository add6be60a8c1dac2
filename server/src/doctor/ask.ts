import http from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface Answered {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** This end of the connection, as whoever took it sees it. */
  from: { address: string; port: number };
  /** When the certificate ends; nothing without https. */
  certificateEnds: Date | undefined;
}

/** Milliseconds. */
const patience = 10_000;

/** A request on a connection of its own, with `insecure` also to whoever can't prove who it is. */
export function ask(
  url: URL,
  { headers = {}, insecure = false }: { headers?: Record<string, string>; insecure?: boolean } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { get } = url.protocol === 'https:' ? https : http;
    const options = { headers, agent: false as const, rejectUnauthorized: !insecure, timeout: patience };
    const request = get(url, options, (response) => {
      const socket = response.socket as TLSSocket;
      const from = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
      const ends = socket.getPeerCertificate?.().valid_to;
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          from,
          certificateEnds: ends === undefined ? undefined : new Date(ends),
        }),
      );
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${patience / 1_000} s`)));
    request.on('error', reject);
  });
}

/** In words for people, where there are any. */
export function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first);
  return wellKnown[code] ?? (first instanceof Error ? first.message : String(first));
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

export const wellKnown: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: "the host can't be reached",
  ETIMEDOUT: 'no answer',
  EPROTO: 'that is no https',
};
