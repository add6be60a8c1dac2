import { openChat, password, post, twoInAChat } from './support/people.ts';
import { log, message } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a new name and picture are seen at once, looks follow to another device, and a deleted account leaves nothing', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^400 \/api\/users\/me\/delete\/$/, /^401 /);
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(nadia, uri, 'who am I?');
  const theirs = await visitor({ at: 1 });
  await openChat(theirs, tomasz, uri);
  const phone = await visitor({ viewport: { width: 360, height: 740 }, colorScheme: 'light' });
  await openChat(phone, nadia, uri);
  const page = await visitor();
  await openChat(page, nadia, uri);
  await page.goto('/settings');

  await page.getByRole('textbox', { name: 'Your name' }).fill('Nadia Noor');
  await page.getByRole('textbox', { name: 'Your name' }).press('Enter');
  await expect(log(theirs).getByText('Nadia Noor', { exact: true })).toBeVisible();

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add a picture' }).click();
  await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer: await page.screenshot() });
  await page.getByRole('slider', { name: 'Zoom' }).fill('3');
  await page.getByRole('application').press('ArrowRight');
  await page.getByRole('button', { name: 'Use this picture' }).click();
  const face = log(theirs).locator('img');
  await expect(face).toHaveAttribute('src', /^\/api\/pictures\//);
  await expect.poll(() => face.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);

  await page.getByText('Dark', { exact: true }).click();
  await expect(phone.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page).toHaveURL('/auth');
  await expect(phone).toHaveURL(/^[^?]*\/auth/);
  await expect(log(theirs).getByText('Deleted user', { exact: true })).toBeVisible();
  await expect(message(theirs, 'who am I?')).toBeVisible();
  await expect(face).toHaveCount(0);
});
