import { type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import { type Installation, type Kind, kinds } from './installation.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Options {
  kind: Kind;
}

export interface VisitorOptions extends BrowserContextOptions {
  /** Which of the installation's two addresses this person goes to. */
  at?: 0 | 1;
}

interface Fixtures {
  /** Opens a browser of its own for one more person. All of them are closed after the test. */
  visitor: (options?: VisitorOptions) => Promise<Page>;
  watch: Watch;
}

export const test = base.extend<Fixtures, Options & { installation: Installation }>({
  kind: ['embedded', { scope: 'worker', option: true }],
  installation: [
    async ({ kind }, use) => {
      const installation = await kinds[kind]();
      await use(installation);
      await installation.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  watch: async ({ installation }, use) => {
    const watch = createWatch(installation.urls.map((url) => new URL(url).host));
    await use(watch);
    expect(watch.troubles(), 'what the browsers complained about').toEqual([]);
  },
  visitor: async ({ browser, installation, watch }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ at = 0, ...options } = {}) => {
      const baseURL = installation.urls[at];
      const context = await browser.newContext({ baseURL, ...options });
      contexts.push(context);
      await watch.follow(context);
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseURL });
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
