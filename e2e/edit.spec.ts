import type { Page } from '@playwright/test';
import { findings } from './support/findings.ts';
import { openChat, post, postLines, twoInAChat } from './support/people.ts';
import { composer, copied, expectConversation, log, message, say, texts } from './support/talking.ts';
import { expect, test } from './support/test.ts';
import { networkLost } from './support/watch.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Edit message' });
/** Those with words; emoji stand above them. */
const actions = (page: Page) => page.getByRole('menu').locator('> [role=menuitem]');
const tombstones = (page: Page) => log(page).getByText('Message deleted');

/** The actions of the message with this text. */
async function choose(page: Page, text: string, action: string): Promise<void> {
  const bubble = page.locator('.said').filter({ has: page.getByText(text, { exact: true }) });
  await bubble.hover();
  await bubble.getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('an edit and a deletion reach everybody, and are there after a reload', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const [hers, his] = [await visitor(), await visitor({ at: 1 })];
  await openChat(hers, nadia, uri);
  await openChat(his, tomasz, uri);
  await say(hers, 'helo');
  await say(hers, 'oops, wrong window');
  await expectConversation([hers, his], ['helo', 'oops, wrong window']);

  await test.step('edit by the menu', async () => {
    await choose(hers, 'helo', 'Edit');
    await expect(editor(hers)).toBeFocused();
    await expect(editor(hers)).toHaveValue('helo');
    await editor(hers).fill('hello');
    await editor(hers).press('Enter');
    await expect(composer(hers)).toBeFocused();
    for (const page of [hers, his]) {
      await expect(texts(page)).toHaveText(['hello', 'oops, wrong window']);
      await expect(log(page).getByText('(edited)')).toHaveCount(1);
    }
  });
  await test.step('delete, after being asked', async () => {
    await choose(hers, 'oops, wrong window', 'Delete');
    const dialog = hers.getByRole('dialog', { name: 'Delete this message?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(message(hers, 'oops, wrong window')).toBeVisible();
    await choose(hers, 'oops, wrong window', 'Delete');
    await dialog.getByRole('button', { name: 'Delete message' }).click();
    for (const page of [hers, his]) {
      await expect(tombstones(page)).toHaveCount(1);
      await expect(texts(page)).toHaveText(['hello']);
    }
    await expect(hers.getByRole('link', { name: 'Message deleted' })).toBeVisible();
  });
  await his.reload();
  await expect(texts(his)).toHaveText(['hello']);
  await expect(tombstones(his)).toHaveCount(1);
});

test('the owner may delete what others wrote, and nobody may edit it', async ({ visitor, installation }) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(nadia, uri, 'from the owner');
  await post(tomasz, uri, 'from a member');
  const [hers, his] = [await visitor(), await visitor({ at: 1 })];
  await openChat(hers, nadia, uri);
  await openChat(his, tomasz, uri);
  await his.locator('.said').filter({ hasText: 'from the owner' }).hover();
  await his.getByRole('button', { name: 'Message actions' }).first().click();
  await expect(actions(his)).toHaveText(['Reply', 'Copy text', 'Copy link', 'Mark as unread', 'Report']);
  await actions(his).nth(1).click();
  await copied(his, /^from the owner$/);
  await choose(hers, 'from a member', 'Delete');
  await hers.getByRole('button', { name: 'Delete message' }).click();
  // As by the key of its own.
  await expect(hers.getByRole('article', { name: tomasz.user.name })).toBeFocused();
  await expect(tombstones(his)).toHaveCount(1);
  await expect(texts(his)).toHaveText(['from the owner']);
});

test('all of it by keyboard: Up edits the last one, Escape goes back to the draft', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await postLines(nadia, uri, 30);
  await post(tomasz, uri, 'not mine');
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(editor(page)).toHaveValue('line 30');
  await expect(message(page, 'not mine')).toBeInViewport();
  await page.keyboard.press('End');
  await page.keyboard.type(' and more');
  await page.keyboard.press('Enter');
  await expect(message(page, 'line 30 and more')).toBeVisible();
  await expect(composer(page)).toBeFocused();

  await page.keyboard.type('a draft');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await expect(composer(page)).toHaveValue('a draft');
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Message actions' }).last()).toBeFocused();
  for (let n = 0; n < 2; n++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('E');
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editor(page)).toHaveValue('line 29');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(editor(page)).toBeHidden();
  await expect(composer(page)).toHaveValue('a draft');
  await expect(composer(page)).toBeFocused();
});

test('an edit that fails stays in the editor, with the reason', async ({ visitor, installation, watch }) => {
  watch.expectTrouble(/^(409) /, /net::ERR_FAILED/);
  const { nadia, uri } = await twoInAChat(installation.urls);
  const { id } = await post(nadia, uri, 'hello');
  const page = await visitor();
  await openChat(page, nadia, uri);
  await expect(message(page, 'hello')).toBeVisible();
  await composer(page).press('ArrowUp');
  await editor(page).fill('hello, everybody');
  await page.route(`**/messages/${id}/`, (route) => route.abort());
  await editor(page).press('Enter');
  await expect(page.getByRole('alert')).toContainText('The server does not answer.');
  await expect(editor(page)).toHaveValue('hello, everybody');
  await page.unroute(`**/messages/${id}/`);
  await nadia.call('DELETE', `/api/chats/${uri}/messages/${id}/`);
  await expect(tombstones(page)).toHaveCount(1);
  await editor(page).press('Enter');
  await expect(page.getByRole('alert')).toHaveText('This message has been deleted in the meantime.');
  await expect(editor(page)).toHaveValue('hello, everybody');
});

test('what was edited and deleted while one was away is so when one is back', async ({
  visitor,
  installation,
  watch,
}) => {
  // What isn't needed at once may be asked for without a network.
  watch.expectTrouble(networkLost);
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const first = await post(nadia, uri, 'first');
  const second = await post(nadia, uri, 'second');
  const page = await visitor();
  await openChat(page, tomasz, uri);
  await expectConversation([page], ['first', 'second']);
  await page.context().setOffline(true);
  await nadia.call('PATCH', `/api/chats/${uri}/messages/${first.id}/`, { message: 'first, edited' });
  await nadia.call('DELETE', `/api/chats/${uri}/messages/${second.id}/`);
  await page.context().setOffline(false);
  await expect(texts(page)).toHaveText(['first, edited']);
  await expect(tombstones(page)).toHaveCount(1);
});

for (const [sight, options] of [
  ['desktop, light', { colorScheme: 'light' }],
  [
    'phone, dark',
    { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' },
  ],
] as const)
  test(`axe finds nothing on menus, editor and dialog, and fingers find them: ${sight}`, async ({
    visitor,
    installation,
  }) => {
    const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
    for (const person of [nadia, tomasz]) {
      const { id } = await post(person, uri, 'edited');
      await person.call('PATCH', `/api/chats/${uri}/messages/${id}/`, { message: 'edited once' });
      const gone = await post(person, uri, 'gone');
      await person.call('DELETE', `/api/chats/${uri}/messages/${gone.id}/`);
    }
    await post(nadia, uri, 'mine');
    const page = await visitor({ reducedMotion: 'reduce', ...options });
    await openChat(page, nadia, uri);
    await expect(message(page, 'mine')).toBeVisible();
    const see = async (screen: string) => {
      expect(await findings(page), screen).toEqual([]);
    };
    await see('log with edited and deleted messages');
    const button = page.getByRole('button', { name: 'Message actions' }).last();
    const open = async () => {
      // As a screen reader presses it: fingers hold the message instead.
      if ('hasTouch' in options) return button.dispatchEvent('click');
      await page.locator('.said').last().hover();
      await button.click();
    };
    await open();
    const items = page.getByRole('menuitem');
    await expect(actions(page)).toHaveText(['Reply', 'Copy text', 'Copy link', 'Edit', 'Delete']);
    await see('menu');
    if ('hasTouch' in options)
      for (const item of await items.all())
        expect((await item.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await items.getByText('Delete').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await see('dialog');
    await page.keyboard.press('Escape');
    await open();
    await items.getByText('Edit').click();
    await expect(editor(page)).toBeFocused();
    await see('editor');
  });
