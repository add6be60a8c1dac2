import { password } from '@chatire/server/testing';
import type { Page } from '@playwright/test';
import { type Demo, makeDemo } from '../support/demo.ts';
import { tellDemoTime } from '../support/demo-time.ts';
import { signInQuietly } from '../support/people.ts';
import { still } from '../support/still.ts';
import { expect, test } from '../support/test.ts';
import { wordsIn } from '../support/words.ts';

const phone = [320, 640] as const;
const all = [phone, [768, 1024], [1280, 800]] as const;

let demo: Demo | undefined;

// Each width, look and language, but not each with each.
for (const [language, locale, colorScheme] of [
  ['en', 'en-GB', 'light'],
  ['pl', 'pl-PL', 'dark'],
] as const)
  test(`the main screens look as they did: ${language}, ${colorScheme}`, async ({
    visitor,
    installation,
  }) => {
    demo ??= await makeDemo(installation.urls[0]);
    // The page's own rules allow no style from elsewhere, not even for a picture.
    const page = await visitor({ locale, colorScheme, reducedMotion: 'reduce', bypassCSP: true });
    const words = wordsIn(language);
    const compare = async (screen: string, sizes: readonly (readonly [number, number])[] = all) => {
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await still(page);
        await expect.soft(page).toHaveScreenshot(`${screen}-${width}-${language}-${colorScheme}.png`);
      }
    };
    await page.goto('/auth');
    await page.getByRole('tab', { name: words.signUp }).waitFor();
    await compare('sign-up');
    await signIn(page);
    await tellDemoTime(page, demo, (address) => address);
    await page.goto('/chats');
    await page.getByRole('link', { name: 'Release crew' }).waitFor();
    await compare('chats', [phone]);
    await page.goto(`/chats/${demo.crew}`);
    await page.getByRole('log').getByText('🚀').waitFor();
    await compare('chat');
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`/chats/${demo.crew}?show=details`);
    await page.getByText('Priya').last().waitFor();
    await compare('details', [phone]);
    await page.goto('/settings');
    await page.getByRole('heading', { name: words.settingsPage }).first().waitFor();
    await compare('settings');
    await page.context().clearCookies();
    await signInQuietly(page, await installation.owner());
    await page.goto('/admin/server');
    await page.getByRole('textbox', { name: words.serverName }).waitFor();
    await compare('administration');
  });

async function signIn(page: Page): Promise<void> {
  await page.request.post('/auth/token/create/', { data: { username: 'Nadia', password } });
}
