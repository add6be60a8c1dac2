import { randomUUID } from 'node:crypto';
import { password, startServer, type RunningServer } from '@chatire/server/testing';
import { expect, test } from '@playwright/test';

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer({ env: { RATE_LIMITS: 'off' } });
});
test.afterAll(async () => void (await server.stop()));

test('the link of the console makes an owner, who closes sign-up, deactivates somebody, helps with a password and deletes the account', async ({
  page,
  browser,
}) => {
  const call = (path: string, body: object) =>
    fetch(new URL(path, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const troll = `troll-${randomUUID().slice(0, 8)}`;
  await call('/auth/users/create/', { username: troll, password });

  await expect.poll(() => server.output()).toContain('/admin/claim#');
  const [link = ''] = /http\S+\/admin\/claim#\S+/.exec(server.output()) ?? [];
  await page.goto(link);
  await page.getByRole('link', { name: 'Create account' }).click();
  // The secret isn't in what a reload would ask for.
  await expect(page).toHaveURL(/\/auth\?next=\/admin\/claim$/);
  await page.getByRole('textbox', { name: 'Username' }).fill('captain');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Own it as captain' }).click();

  await page.getByText('Nobody', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of the server' }).fill('Harbour');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await expect(page).toHaveTitle('Administration · Harbour');
  expect((await call('/auth/users/create/', { username: 'late', password })).status).toBe(403);

  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('searchbox', { name: 'Find somebody' }).fill(troll.slice(0, 9));
  await page.getByRole('button', { name: troll }).click();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('Signs out at once, everywhere')).toBeVisible();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByRole('button', { name: 'Activate again' })).toBeVisible();
  expect((await call('/auth/token/create/', { username: troll, password })).status).toBe(400);

  await page.getByRole('button', { name: 'Activate again' }).click();
  await page.getByRole('button', { name: 'Link to a new password' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const field = page.getByRole('textbox', { name: 'Link to a new password' });
  await expect(field).toBeFocused();
  const toPassword = await field.inputValue();
  const theirs = await browser.newPage();
  await theirs.goto(toPassword);
  await expect(theirs.getByText(troll)).toBeVisible();
  await theirs.getByLabel('New password', { exact: true }).fill('another quiet lamp');
  await theirs.getByRole('button', { name: 'Set password' }).click();
  await expect(theirs.getByRole('button', { name: 'Start Chatting' })).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('button', { name: 'Start Chatting' })).toBeVisible();
  await theirs.goto('about:blank');
  await theirs.goto(toPassword);
  await expect(theirs.getByText('If you set a password with it, sign in with that')).toBeVisible();
  await theirs.close();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: troll })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByLabel('Your own password').fill(password);
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('Nobody found.')).toBeVisible();
  await expect(page.locator('main :focus')).toContainText('Nobody found.');
});
