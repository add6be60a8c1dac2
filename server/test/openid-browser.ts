import type { TestProvider } from './openid-provider.ts';

/** A browser without looks: it keeps cookies for each host and goes where it is sent, one step at a time. */
export function createBrowser(chatire: string, provider: TestProvider) {
  const jar = new Map<string, Map<string, string>>();

  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const cookies = jar.get(host) ?? new Map<string, string>();
    jar.set(host, cookies);
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value && !/expires=Thu, 01 Jan 1970/i.test(line)) cookies.set(name, value);
      else cookies.delete(name);
    }
    return answer;
  }

  /** Signs in at the provider as `sub` and agrees to everything. Gives the address that leads back. */
  async function agree(start: string, sub: string): Promise<string> {
    let answer = await visit(start);
    for (let step = 0; step < 10; step++) {
      const location = answer.headers.get('location');
      if (location && new URL(location, provider.issuer).origin === chatire) return location;
      if (location) answer = await visit(new URL(location, provider.issuer).href);
      else answer = await fillIn(await answer.text(), sub);
    }
    throw new Error('The provider sends nobody back.');
  }

  async function fillIn(page: string, sub: string): Promise<Response> {
    const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
    const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
    const body = new URLSearchParams({ prompt, login: sub, password: 'any' });
    return visit(new URL(action, provider.issuer).href, { method: 'POST', body });
  }

  return {
    visit,
    agree,
    cookies: (url: string) => jar.get(new URL(url).host) ?? new Map<string, string>(),
    /** Begins at Chatire: signing in, or with a token connecting that account. Gives the provider's address. */
    async begin(next = '/chats', token?: string): Promise<string> {
      const answer = await visit(`${chatire}${token ? '/api/users/me' : '/auth'}/openid/`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ next }),
      });
      const { url } = (await answer.json()) as { url: string };
      return url;
    },
    /** The whole way. Gives where Chatire sends in the end. */
    async signIn(sub: string, next?: string, token?: string): Promise<string | null> {
      const back = await agree(await this.begin(next, token), sub);
      return (await visit(back)).headers.get('location');
    },
    /** A token by the session cookie. */
    async token(): Promise<string | undefined> {
      const answer = await visit(`${chatire}/auth/token/refresh/`, { method: 'POST' });
      return ((await answer.json()) as { auth_token?: string }).auth_token;
    },
  };
}
