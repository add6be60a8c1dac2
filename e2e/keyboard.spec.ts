import type { Page } from '@playwright/test';
import { join, password, signUp, uniqueName } from './support/people.ts';
import { composer, expectConversation } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('the whole journey needs no pointer, and shows where one is', async ({ visitor, installation }) => {
  test.setTimeout(300_000);
  const page = await visitor();
  const username = uniqueName('nadia');
  await page.goto('/');
  await expect(page.getByRole('tab', { name: 'Sign Up' })).toBeVisible();

  await test.step('sign up', async () => {
    await tabTo(page, 'tab', 'Sign Up');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name: 'Sign In' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowLeft');
    await tabTo(page, 'textbox', 'Username');
    await page.keyboard.type(username);
    await tabTo(page, 'textbox', 'Password');
    await page.keyboard.type(password);
    await tabTo(page, 'checkbox', 'Accept terms and conditions');
    await page.keyboard.press('Space');
    await tabTo(page, 'button', 'Create account');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/chats');
  });
  await test.step('start a chat and copy its link', async () => {
    await tabTo(page, 'button', 'Start Chatting');
    await page.keyboard.press('Enter');
    await expect(composer(page)).toBeFocused();
    await tabTo(page, 'button', 'Share');
    await page.keyboard.press('Enter');
    const share = page.getByRole('dialog', { name: 'Share' });
    await expect(share.getByRole('button', { name: 'Copy link' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(share.getByRole('button', { name: 'Copied' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(share).toBeHidden();
    await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
  });
  await test.step('talk, and read back', async () => {
    const uri = new URL(page.url()).pathname.slice('/chats/'.length);
    await join(await signUp(installation.urls[1], 'tomasz'), uri);
    await tabTo(page, 'textbox', 'Type a message');
    await page.keyboard.type('no mouse needed');
    await page.keyboard.press('Enter');
    await expect(composer(page)).toBeFocused();
    await expectConversation([page], ['no mouse needed']);
    // On its way, a message isn't one that the arrows lead to.
    await expect(page.getByText('Sending…')).toHaveCount(0);
    await tabTo(page, 'log', 'Messages');
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('article', { name: /^You, / })).toBeFocused();
    await page.keyboard.press('+');
    await expect(page.getByRole('combobox', { name: 'Find an emoji' })).toBeFocused();
    await page.keyboard.type('rocket');
    await expect(page.getByRole('gridcell', { name: 'rocket', selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('article').getByRole('button', { name: /🚀/ })).toBeVisible();
    await expect(page.getByRole('article', { name: /^You, / })).toBeFocused();
    await page.keyboard.press('e');
    await expect(page.getByRole('textbox', { name: 'Edit message' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await expect(page.getByRole('dialog', { name: 'Delete this message?' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('article')).toBeFocused();
    await page.keyboard.type('letters go to the composer');
    await expect(composer(page)).toHaveValue('letters go to the composer');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
  });
  await test.step('add a friend by name', async () => {
    const friend = await signUp(installation.urls[1], 'kenji');
    await tabTo(page, 'button', 'Details');
    const button = page.getByRole('button', { name: 'Details' });
    if ((await button.getAttribute('aria-pressed')) !== 'true') await page.keyboard.press('Enter');
    await tabTo(page, 'textbox', 'Add somebody by username');
    await page.keyboard.type(friend.user.username);
    await page.keyboard.press('Enter');
    await expect(page.getByText(`${friend.user.username} is in.`)).toBeVisible();
    await tabTo(page, 'switch', 'Joining by link');
    await page.keyboard.press('Space');
    await expect(
      page.getByRole('complementary').getByRole('switch', { name: 'Joining by link' }),
    ).not.toBeChecked();
  });
  await test.step('go elsewhere and back, by the palette and by keys', async () => {
    const here = page.url();
    await page.keyboard.press('Control+K');
    await expect(page.getByRole('combobox', { name: 'Chat, person or action' })).toBeFocused();
    await page.keyboard.type('kenji');
    await expect(page.getByRole('option', { name: /^kenji.* kenji/ })).toHaveAttribute('data-highlighted');
    await page.keyboard.press('Enter');
    await expect(page).not.toHaveURL(here);
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(page).toHaveURL(here);
    await page.keyboard.press('Control+/');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(composer(page)).toBeFocused();
  });
  await test.step('choose another look, and sign out', async () => {
    await tabTo(page, 'button', 'Account and settings');
    await page.keyboard.press('Enter');
    await tabTo(page, 'link', 'Settings');
    await page.keyboard.press('Enter');
    await tabTo(page, 'radio', 'System');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
    await page.goBack();
    await tabTo(page, 'button', 'Account and settings');
    await page.keyboard.press('Enter');
    await tabTo(page, 'button', 'Sign out');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/auth');
  });
});

test('a guest comes in with nothing but the keyboard', async ({ visitor, installation }) => {
  const host = await signUp(installation.urls[0], 'nadia');
  const { body } = await host.call<{ uri: string }>('POST', '/api/chats/');
  const page = await visitor();
  await page.goto(`/chats/${body.uri}`);
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type('Ines');
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await expectConversation([page], ['hello']);
});

test('the first stop of Tab skips the list of chats', async ({ visitor, installation }) => {
  const host = await signUp(installation.urls[0], 'nadia');
  const page = await visitor();
  await page.request.post('/auth/token/create/', { data: { username: host.user.username, password } });
  await page.goto('/chats');
  await expect(page.getByRole('button', { name: 'Start Chatting' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the conversation' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

type Role = Parameters<Page['getByRole']>[0];

/** Presses Tab until the focus is there; it must be seen where it is. */
async function tabTo(page: Page, role: Role, name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  // Before it is there, all the presses would be over.
  await expect(wanted.first()).toBeAttached();
  const target = wanted.and(page.locator(':focus'));
  for (let stops = 0; (await target.count()) === 0; stops++) {
    if (stops === 60) throw new Error(`Tab never reaches ${role} "${name}".`);
    await page.keyboard.press('Tab');
  }
  const isMarked = () =>
    page.evaluate(() => {
      // The mark can stand on the box around a field, or on the label of a hidden choice.
      for (let at = document.activeElement, up = 0; at && up < 4; at = at.parentElement, up++) {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
        if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) return true;
        if (at.matches(':focus-within') && boxShadow.includes('0px 0px 0px 3px')) return true;
      }
      return false;
    });
  await expect.poll(isMarked, { message: `${role} "${name}" shows that it has the focus` }).toBe(true);
}
