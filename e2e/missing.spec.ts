import type { Page } from '@playwright/test';
import { openChat, twoInAChat } from './support/people.ts';
import { expect, test } from './support/test.ts';

const sentence = "This part hasn't come over the network. It opens as soon as there is a connection.";

test('a part that the network does not bring says so in its place, and comes by itself', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/ERR_FAILED/, /Failed to fetch dynamically imported module/);
  const { nadia, uri } = await twoInAChat(installation.urls);
  const page = await visitor();
  const bringsAgain = await losing(page, /\/assets\/(AccountMenu|ChatDetails)/);
  await openChat(page, nadia, uri);

  await page.getByRole('button', { name: 'Details' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText(sentence)).toBeVisible();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  const note = page.getByRole('status').filter({ has: page.getByRole('button', { name: 'Close' }) });
  await expect(note).toHaveText(sentence);
  await note.getByRole('button', { name: 'Close' }).click();
  await expect(note).toBeHidden();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await expect(note).toBeVisible();

  await bringsAgain();
  await expect(details.getByRole('heading', { name: /Members/ })).toBeVisible();
  await expect(note).toBeHidden();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

/** Until the answer is called, which is when the browser hears of a network. */
async function losing(page: Page, files: RegExp) {
  await page.route(files, (route) => route.abort());
  return async () => {
    await page.unroute(files);
    await page.evaluate(() => dispatchEvent(new Event('online')));
  };
}
