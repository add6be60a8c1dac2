import type { Page } from '@playwright/test';
import { openChat, post, postLines, twoInAChat, type Person } from './support/people.ts';
import { composer, copied, log, message, say, toNewest } from './support/talking.ts';
import { expect, test } from './support/test.ts';

const bubble = (page: Page, text: string) =>
  page.locator('.said').filter({ has: page.locator('p', { hasText: text }) });

/** From the actions that come up where the mouse is. */
async function press(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).hover();
  await bubble(page, text).getByRole('button', { name: action, exact: true }).click();
}
async function choose(page: Page, text: string, action: string): Promise<void> {
  await press(page, text, 'Message actions');
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('two people answer, react and name each other, and an edit reaches the quote', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const { id } = await post(nadia, uri, 'who presses the button?');
  const [hers, his] = [await visitor(), await visitor({ at: 1 })];
  await openChat(hers, nadia, uri);
  await openChat(his, tomasz, uri);

  await press(his, 'who presses', 'Reply');
  await expect(composer(his)).toBeFocused();
  await his.keyboard.type('I do, @nad');
  await expect(his.getByRole('option', { name: nadia.user.name })).toBeVisible();
  await his.keyboard.press('Enter');
  await expect(composer(his)).toHaveValue(`I do, @${nadia.user.name} `);
  // The draft and what it answers outlast the page.
  await his.reload();
  await expect(his.getByText(`Reply to ${nadia.user.name}`)).toBeAttached();
  await composer(his).press('Enter');
  await expect(his.getByText(`Reply to ${nadia.user.name}`)).toBeHidden();
  const quote = (page: Page) => page.getByRole('button', { name: 'In reply to' });
  for (const page of [hers, his]) await expect(quote(page)).toContainText('who presses the button?');
  await expect(bubble(hers, 'I do,')).toContainText('Mentions you');
  await nadia.call('PATCH', `/api/chats/${uri}/messages/${id}/`, { message: 'who presses it?' });
  for (const page of [hers, his]) await expect(quote(page)).toContainText('who presses it?');

  await choose(hers, 'I do,', 'React with 🎉');
  const chip = (page: Page) => log(page).getByRole('button', { name: /^🎉 \d: / });
  await expect(chip(hers)).toHaveAttribute('aria-pressed', 'true');
  await expect(chip(his)).toHaveAccessibleName(`🎉 1: ${nadia.user.name}`);
  await chip(his).click();
  await expect(chip(hers)).toHaveText('🎉2');
  await chip(hers).click();
  await expect(chip(his)).toHaveAccessibleName('🎉 1: you');
});

test('a link opens the chat at its message, from where one finds back to the newest; unread is where one marked it', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await postLines(tomasz, uri, 120);
  const page = await visitor();
  await openChat(page, nadia, uri);
  // More is new than one page holds.
  await expect(message(page, 'line 1')).toBeInViewport();
  await toNewest(page, 'line 120');
  await page.getByRole('button', { name: 'To the first new message' }).click();
  await expect(message(page, 'line 1')).toBeInViewport();
  await expect(log(page).getByText('New', { exact: true })).toBeVisible();
  await choose(page, 'line 2', 'Copy link');
  const link = await copied(page, new RegExp(`/chats/${uri}/\\d+$`));

  await page.goto(link);
  await expect(message(page, 'line 2')).toBeInViewport();
  await post(tomasz, uri, 'meanwhile');
  await page.getByRole('button', { name: /new messages?$|To the newest/ }).click();
  await expect(message(page, 'meanwhile')).toBeInViewport();
  await expect.poll(() => unread(nadia, uri)).toEqual({ unread_count: 0, unread_from: null });

  await choose(page, 'line 119', 'Mark as unread');
  await expect(page.getByRole('link', { name: 'Marked as unread' })).toBeVisible();
  await expect(log(page).getByText('New', { exact: true })).toBeVisible();
  await page.goto(`/chats/${uri}/999999`);
  await expect(page.getByText('This message is not here any more.')).toBeVisible();
  await say(page, 'back');
  await expect(page.getByRole('link', { name: 'Marked as unread' })).toBeHidden();
});

async function unread(person: Person, uri: string) {
  const { body } = await person.call<{ unread_count: number; unread_from: number | null }>(
    'GET',
    `/api/chats/${uri}/`,
  );
  return { unread_count: body.unread_count, unread_from: body.unread_from };
}
