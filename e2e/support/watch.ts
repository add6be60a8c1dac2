import type { BrowserContext } from '@playwright/test';

/** What a browser complained about, so that a test can fail on it. */
export interface Watch {
  /** A complaint that the test provokes. Write `status path`, as in `/^400 \/auth\//`, for a request that is refused. */
  expectTrouble(...patterns: RegExp[]): void;
  troubles(): string[];
  follow(context: BrowserContext): Promise<void>;
}

/**
 * What Chromium says while a server is away. Which of these it is depends on where a connection was when it broke, and none of them
 * is the page's doing.
 */
export const connectionLost =
  /ERR_(CONNECTION_\w+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|RESPONSE_HEADERS_TRUNCATED|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)|WebSocket connection to '[^']*' failed: Connection closed/;

/** And while there is no network. */
export const networkLost = /ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED)/;

/** Without a session, the page asks once whether it has one; the answer is no. Browsers report that by themselves. */
const alwaysExpected = [/^401 \/auth\/token\/refresh\/$/];

/**
 * Errors on the console or thrown in the page, breaches of the Content-Security-Policy, and anything that is asked of
 * another host than `hosts`.
 */
export function createWatch(hosts: readonly string[]): Watch {
  const found: string[] = [];
  const expected = [...alwaysExpected];

  function report(address: string) {
    const { protocol, host } = new URL(address);
    if (/^(data|blob|about|chrome)/.test(protocol) || hosts.includes(host)) return;
    found.push(`Asked another host: ${address}`);
  }

  return {
    expectTrouble: (...patterns) => void expected.push(...patterns),
    troubles: () => found.filter((trouble) => !expected.some((pattern) => pattern.test(trouble))),
    async follow(context) {
      context.on('weberror', (thrown) => found.push(`Thrown: ${String(thrown.error().stack)}`));
      let isLeaving = false;
      context.on('request', (request) => {
        report(request.url());
        isLeaving ||= request.url().endsWith('/auth/sign-out/');
      });
      context.on('page', (page) => page.on('websocket', (socket) => report(socket.url())));
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const trouble = complaint(message.text(), message.location().url);
        // Of whoever signs out, what was on its way is refused.
        if (!isLeaving || !trouble.startsWith('401 ')) found.push(trouble);
      });
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (breach) =>
          console.error(`Against the policy: ${breach.violatedDirective} ${breach.blockedURI}`),
        );
      });
    },
  };
}

function complaint(text: string, url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const status = /^Failed to load resource: .* status of (\d+)/.exec(text)?.[1];
  if (status) return `${status} ${path}`;
  const failure = /^Failed to load resource: (net::\S+)/.exec(text)?.[1];
  return failure ? `${failure} ${path}` : `On the console: ${text}`;
}
