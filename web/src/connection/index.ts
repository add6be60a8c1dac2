import { inject, type InjectionKey } from 'vue';
import { createApi, renewByCookie, type Api } from './api.ts';
import { inBursts } from './in-bursts.ts';
import type { Fetch } from './request.ts';
import { createSocket, type Socket, type SocketOptions } from './socket.ts';
import { createTokenKeeper, type TokenKeeper } from './token.ts';

/** What the stores reach the server through; `main.ts` makes it. */
export interface Connection {
  api: Api;
  tokens: TokenKeeper;
  openSocket(options: Pick<SocketOptions, 'hello' | 'onFrame' | 'onStatus' | 'onSessionEnded'>): Socket;
  /** Told when the server says that the session is over. */
  onSessionEnded: Set<() => void>;
}

export const connectionKey: InjectionKey<Connection> = Symbol('connection');

export function useConnection(): Connection {
  const connection = inject(connectionKey);
  if (!connection) throw new Error('No connection was provided.');
  return connection;
}

/** `address`: the page's own, with a slash at the end. `fetch` is given paths as the server's routes have them. */
export function createConnection(address: string, fetch: Fetch): Connection {
  const onSessionEnded = new Set<() => void>();
  const tokens = createTokenKeeper(() => renewByCookie(fetch));
  const api = createApi({ fetch, tokens, onSessionEnded: () => onSessionEnded.forEach((tell) => tell()) });
  return {
    api,
    tokens,
    onSessionEnded,
    openSocket: (options) => {
      const bursts = inBursts(options.onFrame);
      const socket = createSocket({
        ...options,
        onFrame: bursts.hear,
        url: `${address.replace(/^http/, 'ws')}ws`,
        token: tokens.current,
        tokenIsStale: tokens.isStale,
        renew: tokens.renew,
      });
      const stop = () => {
        socket.stop();
        bursts.forget();
      };
      return { ...socket, stop };
    },
  };
}
