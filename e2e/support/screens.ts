import type { Jobs } from '@chatire/protocol';
import { expect, type Page } from '@playwright/test';
import { signInQuietly } from './people.ts';
import type { wordsIn } from './words.ts';
import type { World } from './world.ts';

type See = (name: string) => Promise<void>;
export interface Walk {
  page: Page;
  world: World;
  words: ReturnType<typeof wordsIn>;
  /** Called on each screen, and in each of its states. */
  see: See;
}

/** What the walks provoke: refused forms, links that are off, a guest who asks for what only members see. */
export const walkTroubles = [/^(400|401|404) /, /net::ERR_FAILED/];

/** The screens of somebody who isn't signed in. */
export async function walkAsStranger({ page, world, words: w, see }: Walk): Promise<void> {
  await page.goto('/auth');
  await expect(page.getByRole('tab', { name: w.signUp })).toBeVisible();
  await see('sign-up');
  await page.getByRole('button', { name: w.readTerms }).click();
  await expect(page.getByRole('dialog', { name: w.terms })).toBeVisible();
  await see('terms');
  await page.getByRole('button', { name: w.understood }).click();
  await page.getByRole('textbox', { name: w.username }).fill('no spaces, please');
  await page.getByRole('button', { name: w.createAccount }).click();
  await expect(page.getByRole('textbox', { name: w.username })).toHaveAttribute('aria-invalid', 'true');
  await see('sign-up with mistakes');

  await page.getByRole('tab', { name: w.signInTab }).click();
  await expect(page.getByRole('button', { name: w.signIn, exact: true })).toBeVisible();
  await see('sign-in');
  await page.getByRole('button', { name: w.signIn, exact: true }).click();
  await expect(page.getByRole('textbox', { name: w.username })).toHaveAttribute('aria-invalid', 'true');
  await see('sign-in with mistakes');
  await page.getByRole('textbox', { name: w.username }).fill(world.owner.user.username);
  await page.getByLabel(w.password, { exact: true }).fill('not the password');
  await page.getByRole('button', { name: w.signIn, exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await see('sign-in with the wrong password');

  await page.goto(`/chats/${world.lively}`);
  await expect(page.getByRole('button', { name: w.join })).toBeVisible();
  await see('invitation');
  await page.getByRole('button', { name: w.join }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await see('invitation without a name');
  await page.goto(`/chats/${world.closed}`);
  await expect(page.getByRole('heading', { name: w.deadLink })).toBeVisible();
  await see('dead link');
  await page.route('**/auth/token/refresh/', (route) => route.abort());
  await page.goto('/auth');
  await expect(page.getByRole('heading', { name: w.unreachable })).toBeVisible();
  await see('server out of reach');
}

/** The screens of somebody with an account. */
export async function walkAsMember({ page, world, words: w, see }: Walk): Promise<void> {
  await signInQuietly(page, world.newcomer);
  await page.goto('/chats');
  await expect(page.getByRole('button', { name: w.start })).toBeVisible();
  await see('no chats yet');

  await page.context().clearCookies();
  await signInQuietly(page, world.owner);
  await page.goto('/chats');
  await expect(page.getByRole('link', { name: 'Just us' })).toBeVisible();
  await see('chats, none open');
  await page.getByRole('button', { name: w.findPlace }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await see('palette');
  await page.getByRole('combobox').fill('nothing is called so');
  await expect(page.getByRole('status').filter({ hasText: 'nothing is called so' })).toBeVisible();
  await see('palette, nothing found');
  await page.getByRole('combobox').fill(w.keys);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: w.keys })).toBeVisible();
  await see('shortcuts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.settings }).click();
  await expect(page.getByRole('button', { name: w.signOut })).toBeVisible();
  await see('menu of the account');
  await page.getByRole('link', { name: w.settingsPage }).click();
  await walkThroughSettings({ page, world, words: w, see });

  await page.goto(`/chats/${world.silent}`);
  await expect(page.getByRole('img', { name: w.qr })).toBeVisible();
  await see('chat, nothing said');
  await page.goto(`/chats/${world.lively}`);
  await expect(page.getByText('🎉').last()).toBeVisible();
  await see('chat');
  await walkInChat({ page, world, words: w, see });
  await walkInDetails({ page, world, words: w, see });
  await page.goto(`/chats/${world.lively}`);
  await expect(page.getByText('🎉').last()).toBeVisible();
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: w.findMessages }).fill('e');
  await expect(page.getByRole('search').getByRole('link').first()).toBeVisible();
  await see('found messages');
  await page.goto(`/chats/${world.closed}`);
  await expect(page.getByRole('log')).toBeVisible();
  await page.getByRole('button', { name: w.share }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await see('share, link off');
  await page.goto('/chats/there-is-no-such-chat');
  await expect(page.getByRole('heading', { name: w.missing })).toBeVisible();
  await see('chat of others');
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: w.nothing })).toBeVisible();
  await see('nothing here');
}

async function walkThroughSettings({ page, words: w, see }: Walk): Promise<void> {
  await expect(page.getByRole('heading', { name: w.settingsPage, level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await see('settings');
  await page.getByRole('button', { name: w.changePassword }).click();
  await page.getByRole('button', { name: w.changePassword }).click();
  await expect(page.getByLabel(w.password).first()).toHaveAttribute('aria-invalid', 'true');
  await see('changing the password, with mistakes');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: w.addPicture }).click();
  await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer: await page.screenshot() });
  // The dialog takes the keys from when it has the focus.
  await expect(page.getByRole('application')).toBeFocused();
  await see('cutting a picture');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.deleteAccount }).click();
  await page.getByRole('button', { name: w.deleteForGood }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await see('deleting the account');
  await page.keyboard.press('Escape');
}

async function walkInDetails({ page, world, words: w, see }: Walk): Promise<void> {
  await page.goto('/chats');
  await page.getByRole('link', { name: 'Just us' }).click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await see('actions of a chat');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.messageSomebody }).click();
  await page.getByRole('dialog').getByRole('button', { name: w.startWith }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await see('message somebody');
  await page.goto(`/chats/${world.lively}?show=details`);
  const details = page.getByRole('button', { name: w.changeChat });
  await expect(details).toBeVisible();
  await details.click();
  await expect(page.getByRole('textbox', { name: w.topic })).toBeVisible();
  await see('changing a chat');
  await page.getByRole('textbox', { name: w.topic }).press('Escape');
  await page.getByRole('button', { name: w.actionsFor }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await see('actions of a member');
  await page.getByRole('menuitem', { name: w.removeMember }).click();
  await expect(page.getByRole('dialog').getByRole('switch').last()).toBeVisible();
  await see('removing a member');
  await page.keyboard.press('Escape');
  await walkThroughLayers({ page, world, words: w, see });
  await page.getByRole('button', { name: w.deleteChat }).click();
  await expect(page.getByRole('button', { name: w.deleteForAll })).toBeVisible();
  await see('deleting a chat');
}

/** What owner and moderators open from the details. */
async function walkThroughLayers({ page, words: w, see }: Walk): Promise<void> {
  await page.getByRole('button', { name: w.moreLinks }).click();
  const dialog = page.getByRole('dialog').last();
  await dialog.getByRole('button', { name: w.newLink, exact: true }).click();
  await dialog.getByRole('button', { name: w.makeLink }).click();
  await dialog.getByRole('button', { name: w.editLink }).first().click();
  await expect(dialog.getByRole('button', { name: w.save })).toBeVisible();
  await see('changing a link');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.webhooks }).click();
  await dialog.getByRole('button', { name: w.addWebhook }).click();
  await dialog.getByRole('button', { name: w.addWebhook }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await see('adding a webhook, with mistakes');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.moderation }).click();
  await expect(dialog.getByRole('heading', { name: w.audit })).toBeVisible();
  await see('moderation');
  await page.keyboard.press('Escape');
  await page.getByLabel(w.chatEnds).selectOption('date');
  await page.getByRole('button', { name: w.setDate }).click();
  await expect(page.locator('input[type=datetime-local]')).toHaveAttribute('aria-invalid', 'true');
  await see('when a chat ends, with mistakes');
}

async function walkInChat({ page, words: w, see }: Walk): Promise<void> {
  await page.getByRole('textbox', { name: w.typeMessage }).press('ArrowUp');
  await expect(page.getByRole('textbox', { name: w.edit })).toBeFocused();
  await see('editing a message');
  await page.keyboard.press('Escape');
  await page.locator('.said').last().hover();
  // As a screen reader presses it: on touch, fingers hold the message instead.
  await page.getByRole('button', { name: w.actions }).last().dispatchEvent('click');
  await expect(page.getByRole('menu')).toBeVisible();
  await see('actions of a message');
  await page.getByRole('menuitem', { name: w.delete }).click();
  await expect(page.getByRole('dialog', { name: w.deleteTitle })).toBeVisible();
  await see('deleting a message');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article').last()).toBeFocused();
  await page.getByRole('textbox', { name: w.typeMessage }).pressSequentially(':heart');
  await expect(page.getByRole('option').first()).toBeVisible();
  await see('completing an emoji');
  await page.getByRole('button', { name: w.emoji }).click();
  await expect(page.getByRole('gridcell').first()).toBeVisible();
  await see('choosing an emoji');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox', { name: w.findEmoji })).toBeHidden();
  await page.getByRole('textbox', { name: w.typeMessage }).fill('y'.repeat(2010));
  await see('message too long');
  await page.getByRole('textbox', { name: w.typeMessage }).fill('refused, I fear');
  await page.route('**/messages/', (route) => route.fulfill({ status: 404, json: { code: 'not_found' } }));
  await page.getByRole('textbox', { name: w.typeMessage }).press('Enter');
  await expect(page.getByRole('button', { name: w.tryAgain })).toBeVisible();
  await see('message refused');
  await page.unroute('**/messages/');

  await page.getByRole('button', { name: w.share }).click();
  await expect(page.getByRole('dialog').getByRole('img', { name: w.qr })).toBeVisible();
  await see('share');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const addField = page.getByRole('textbox', { name: w.addMember });
  // Where there is room, the details stand beside the chat from the beginning.
  const details = page.getByRole('button', { name: w.details, exact: true });
  if ((await details.getAttribute('aria-pressed')) !== 'true') await details.click();
  await expect(addField).toBeVisible();
  await see('details');
  await addField.fill('nobody.has.this.name');
  await addField.press('Enter');
  await expect(addField).toHaveAttribute('aria-invalid', 'true');
  await see('details, nobody has this name');
}

/** The screens of a guest. */
export async function walkAsGuest({ page, world, words: w, see }: Walk): Promise<void> {
  await page.goto(`/chats/${world.lively}`);
  await page.getByRole('textbox', { name: w.yourName }).fill('Ines');
  await page.getByRole('button', { name: w.join }).click();
  await expect(page.getByRole('log')).toBeVisible();
  await see('chat of a guest');
  await page.goto(`/chats/${world.foreign}`);
  await expect(page.getByRole('button', { name: w.join })).toBeVisible();
  await see('another invitation');

  await page.goto('/settings');
  await expect(page.getByRole('button', { name: w.keep })).toBeVisible();
  await see('settings of a guest');
  await page.goto('/chats');
  await page.getByRole('button', { name: w.settings }).click();
  await expect(page.getByRole('button', { name: w.signOut })).toBeVisible();
  await see('menu of a guest');
  await page.getByRole('button', { name: w.signOut }).click();
  const leaving = page.getByRole('dialog', { name: w.leaveTitle });
  await expect(leaving).toBeVisible();
  await see('leaving as a guest');
  await leaving.getByRole('button', { name: w.keep }).click();
  const keeping = page.getByRole('dialog', { name: w.keep });
  await expect(keeping).toBeVisible();
  await see('keep this account');
  await keeping.getByRole('button', { name: w.keepIt }).click();
  await expect(keeping.getByRole('alert').first()).toBeVisible();
  await see('keep this account, with mistakes');
}

/** The administration, and where links lead that somebody was given. */
export async function walkAsOwner({ page, world, words: w, see }: Walk): Promise<void> {
  await signInQuietly(page, world.captain);
  await page.goto('/admin');
  await page.getByRole('searchbox', { name: w.findSomebody }).fill(world.owner.user.username);
  await expect(page.locator('main').getByRole('listitem')).toHaveCount(1);
  await see('accounts');
  await page.getByRole('button', { name: world.owner.user.name }).click();
  await page.getByRole('button', { name: w.linkToPassword }).click();
  await page.getByRole('button', { name: w.makeLink }).click();
  await expect(page.getByRole('textbox', { name: w.linkToPassword })).toBeFocused();
  await see('an account');
  await page.getByRole('button', { name: w.deleteThisAccount }).click();
  await page.getByRole('button', { name: w.deleteForGood }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await see('deleting somebody’s account');

  // None fails by itself.
  await page.route('**/api/admin/jobs/?*', (route) => route.fulfill({ json: jobsThatFailed }));
  await page.goto('/admin/chats');
  const sections = page.locator('nav').getByRole('link');
  await expect(sections.nth(1)).toHaveAttribute('aria-current', 'page');
  for (let at = 1; at < (await sections.count()); at++) {
    await sections.nth(at).click();
    await expect(sections.nth(at)).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('main .bone')).toHaveCount(0);
    await see(`part ${at} of the administration`);
  }
  await page.route('**/api/admin/**', (route) => route.fulfill({ status: 404, json: { code: 'not_found' } }));
  await sections.nth(1).click();
  await expect(page.getByRole('button', { name: w.tryAgain })).toBeVisible();
  await see('chats, refused');

  await page.goto('/unsubscribe/used');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await see('link of a mail');
  await page.goto('/admin/claim#used');
  await page.locator('main').getByRole('button').click();
  await expect(page.getByRole('status')).toBeVisible();
  await see('link to own the server, of no use');
  await page.goto('/reset#used');
  await expect(page.getByRole('status')).toBeVisible();
  await see('link to a password, of no use');
}

const jobsThatFailed = {
  counts: { waiting: 0, running: 0, failed: 1 },
  jobs: [
    {
      id: 1,
      name: 'deliver',
      attempts: 10,
      max_attempts: 10,
      run_at: '2026-01-01T12:00:00.000Z',
      created_at: '2026-01-01T08:00:00.000Z',
      error: `The mail server refused: ${'550'.repeat(60)}`,
    },
  ],
} satisfies Jobs;

/** What is there while the server takes its time. */
export async function walkWhileLoading({ page, world, words: w, see }: Walk): Promise<void> {
  await page.route('**/invitation/', () => undefined);
  await page.goto(`/chats/${world.foreign}`);
  await expect(page.getByRole('heading', { name: w.loadingInvitation })).toBeAttached();
  await see('invitation, loading');
  await signInQuietly(page, world.owner);
  await page.route('**/api/chats/**', () => undefined);
  await page.goto(`/chats/${world.lively}`);
  await expect(page.getByText(w.loadingMessages).last()).toBeAttached();
  await see('chat, loading');
}
