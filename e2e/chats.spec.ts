import type { Page } from '@playwright/test';
import { join, openChat, personWithChat, post, signInQuietly, signUp, twoInAChat } from './support/people.ts';
import { composer, message, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';

const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });
const chatLink = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name });

async function showDetails(page: Page): Promise<void> {
  if (!(await details(page).isVisible())) await page.getByRole('button', { name: 'Details' }).click();
  await expect(details(page).getByRole('heading', { name: /^Members/ })).toBeVisible();
}

async function choose(page: Page, who: string, action: string): Promise<void> {
  await details(page)
    .getByRole('button', { name: `Actions for ${who}` })
    .click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('an owner shares the work, a moderator removes somebody with the link, and a new owner ends it all', async ({
  visitor,
  installation,
  watch,
}) => {
  // Whoever follows a link is told first that they aren't in the chat.
  watch.expectTrouble(/^404 \/api\/chats\//);
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const ines = await signUp(installation.urls[0], 'ines');
  await join(ines, uri);
  const [owner, other] = [await visitor(), await visitor({ at: 1 })];
  await openChat(owner, nadia, uri);
  await openChat(other, tomasz, uri);
  for (const page of [owner, other]) await showDetails(page);
  await expect(details(other).getByRole('button', { name: 'Make a new link' })).toBeHidden();

  await details(owner).getByRole('button', { name: 'Change name and topic' }).click();
  await details(owner).getByRole('textbox', { name: 'Name of the chat' }).fill('Release crew');
  await details(owner).getByRole('textbox', { name: 'Topic' }).fill('Version 2.4');
  await details(owner).getByRole('textbox', { name: 'Topic' }).press('Enter');
  await expect(other.getByRole('main').getByText('Version 2.4')).toBeVisible();
  await choose(owner, tomasz.user.name, 'Make moderator');
  await expect(details(other).getByText('Moderator')).toBeVisible();

  const link = details(other).getByRole('textbox', { name: 'Page URL' });
  const before = await link.inputValue();
  await choose(other, ines.user.name, 'Remove from the chat');
  await other.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(details(owner).getByText(ines.user.name)).toBeHidden();
  await expect(link).not.toHaveValue(before);
  expect((await ines.call('POST', `/api/chats/${uri}/join/`)).status).toBe(404);
  const late = await visitor();
  await signInQuietly(late, ines);
  await late.goto(await link.inputValue());
  await expect(late).toHaveURL(`/chats/${uri}`);

  await choose(owner, tomasz.user.name, 'Hand the chat over');
  await owner.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
  await expect(details(owner).getByRole('button', { name: 'Delete the chat' })).toBeHidden();
  await details(other).getByRole('button', { name: 'Delete the chat' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Delete for everybody' }).click();
  await expect(other).toHaveURL('/chats');
  for (const page of [owner, late])
    await expect(page.getByRole('heading', { name: "You can't see this chat" })).toBeVisible();
  for (const page of [owner, other, late]) await expect(chatLink(page, 'Release crew')).toBeHidden();
});

test('two talk apart from the others; chats are pinned, muted, put away, come back and are left', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const { person: ines, chat: club } = await personWithChat(installation.urls[0], 'ines');
  await ines.call('PATCH', `/api/chats/${club.uri}/`, { name: 'Book club' });
  await join(nadia, club.uri);
  await post(ines, club.uri, 'Chapter nine?');
  const page = await visitor();
  await openChat(page, nadia, uri);
  await showDetails(page);

  await choose(page, tomasz.user.name, 'Message');
  await expect(page.getByText('Just the two of you')).toBeVisible();
  await say(page, 'between us');
  await expect(message(page, 'between us')).toBeVisible();
  const kinds = async () => {
    const { body } = await tomasz.call<{ chats: { kind: string }[] }>('GET', '/api/chats/');
    return body.chats.map(({ kind }) => kind);
  };
  await expect.poll(kinds).toEqual(['direct', 'group']);

  const first = page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem').first();
  const act = async (action: string) => {
    await chatLink(page, /Book club/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: action }).click();
    await expect(page.getByRole('menu')).toBeHidden();
  };
  await expect(first).not.toContainText('Book club');
  await act('Pin to the top');
  await expect(first).toContainText('Book club');
  await act('Mute');
  await expect(first).toContainText('muted · one new');
  await act('Unmute');
  await act('Archive');
  await expect(first).not.toContainText('Book club');
  await page.reload();
  await page.getByRole('button', { name: 'Archived 1' }).click();
  await expect(chatLink(page, /Book club/)).toBeVisible();
  await post(ines, club.uri, 'Still there?');
  await expect(first).toContainText('Book club');

  await act('Leave the chat');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chatLink(page, /Book club/)).toBeFocused();
  await act('Leave the chat');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('main')).toBeFocused();
  await expect(chatLink(page, /Book club/)).toBeHidden();
  await expect(composer(page)).toBeVisible();
});
