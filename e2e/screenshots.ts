import { join } from 'node:path';
import { password, startServer } from '@chatire/server/testing';
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { chromium as installed } from './support/chromium.ts';
import { type Demo, makeDemo } from './support/demo.ts';
import { tellDemoTime } from './support/demo-time.ts';

/*
 * Takes the pictures in docs/ from a server of its own: `npm run screenshots`.
 * Wants a font with emoji, such as Debian's fonts-noto-color-emoji.
 */

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const server = await startServer({ env: { RATE_LIMITS: 'off' } });
const address = 'http://chat.example.org';
const browser = await chromium.launch({
  ...installed,
  args: [...installed.args, `--host-resolver-rules=MAP chat.example.org ${new URL(server.url).host}`],
});
try {
  const demo = await makeDemo(server.url);
  const kenji = await signIn('Kenji', desktop);
  await kenji.goto(`/chats/${demo.crew}`);
  await readAll(await signIn('Nadia', desktop), demo);
  const pictures: Record<string, BrowserContextOptions> = {
    'screenshot.png': desktop,
    'screenshot-dark.png': { ...desktop, colorScheme: 'dark' },
    'screenshot-phone.png': phone,
  };
  for (const [file, options] of Object.entries(pictures)) {
    const nadia = await signIn('Nadia', options);
    await openChat(nadia, demo);
    await kenji.getByRole('textbox', { name: 'Type a message' }).fill('');
    // Longer than the pause between two typing signs: the last picture's may have been the latest.
    const text = 'coming right away';
    await kenji.getByRole('textbox', { name: 'Type a message' }).pressSequentially(text, { delay: 200 });
    await nadia.getByRole('main').getByText('Kenji is typing…').waitFor();
    await nadia.screenshot({ path: join(import.meta.dirname, '../docs', file), animations: 'disabled' });
    await nadia.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}

async function signIn(username: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-GB',
    timezoneId: 'Europe/Warsaw',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  await page.goto('/auth?sign-in');
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Release crew' }).waitFor();
  return page;
}

/** A chat with unread messages would open where they begin. */
async function readAll(page: Page, { crew }: Demo): Promise<void> {
  const marked = new Promise<void>((resolve) =>
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => payload.includes('"read"') && resolve()),
    ),
  );
  await page.goto(`/chats/${crew}`);
  await page.getByRole('log').focus();
  await page.keyboard.press('End');
  await marked;
  await page.context().close();
}

/** The crew's chat at a time that is the same in every picture. */
async function openChat(page: Page, demo: Demo): Promise<void> {
  await tellDemoTime(page, demo, (url) => url.replace(address, server.url));
  await page.goto(`/chats/${demo.crew}`);
  await page.getByRole('log').getByText('🚀').waitFor();
  await page.evaluate(() => document.fonts.ready);
}
