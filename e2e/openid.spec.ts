import { freePorts, password, startServer } from '@chatire/server/testing';
import { startOpenIdProvider } from '@chatire/server/testing/openid';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { createWatch } from './support/watch.ts';

test('somebody signs in by a provider, chooses a password, disconnects, and connects again', async ({
  browser,
}) => {
  const [port] = await freePorts(1);
  const url = `http://localhost:${port}`;
  const provider = await startOpenIdProvider(url);
  const env = { RATE_LIMITS: 'off', PORT: String(port), PUBLIC_URL: url, ...provider.env };
  const server = await startServer({ env });
  // Browsers let people go on to the provider, so it counts as ours here.
  const watch = createWatch([new URL(url).host, new URL(provider.issuer).host]);
  // The pages of that provider want a font of others, and have no icon.
  watch.expectTrouble(/fonts\.googleapis\.com/, /net::ERR_\w+ \/css$/, /^404 \/favicon\.ico$/);
  const context = await browser.newContext({ baseURL: url });
  await watch.follow(context);
  try {
    const ada = await context.newPage();
    provider.people.set('ada', { preferred_username: 'ada', name: 'Ada Lovelace' });
    await test.step('who cancels at the provider is told so, and who agrees is in', async () => {
      await ada.goto('/settings');
      await ada.getByRole('button', { name: 'Continue with Harbour School' }).click();
      await ada.getByRole('link', { name: 'Cancel' }).click();
      await expect(ada.getByRole('alert')).toHaveText(/You weren't let in there/);
      await ada.getByRole('button', { name: 'Continue with Harbour School' }).click();
      await agree(ada, 'ada');
      await expect(ada).toHaveURL('/settings');
      await expect(ada.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ada Lovelace');
    });
    await test.step('with a password of their own they can do without it', async () => {
      await expect(ada.getByText('To disconnect it, choose a password first.')).toBeVisible();
      await ada.getByRole('button', { name: 'Choose a password' }).click();
      await ada.getByLabel('New password', { exact: true }).fill(password);
      await ada.getByRole('button', { name: 'Choose a password' }).click();
      await ada.getByRole('button', { name: 'Disconnect' }).click();
      await ada.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
      await expect(ada.getByRole('button', { name: 'Connect' })).toBeVisible();
    });
    await test.step('and connect again, of which the provider knows the person by now', async () => {
      await ada.getByRole('button', { name: 'Connect' }).click();
      await expect(ada.getByText('Connected: you can sign in by it.')).toBeVisible();
    });
    expect(watch.troubles()).toEqual([]);
  } finally {
    await context.close();
    await server.stop();
    await provider.stop();
  }
});

/** The forms of the provider: any password will do. */
async function agree(page: Page, sub: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(sub);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
