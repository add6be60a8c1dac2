import { openChat, twoInAChat } from './support/people.ts';
import { message, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a link that wants a password asks first, and lets people in who may only read', async ({
  visitor,
  installation,
  watch,
}) => {
  // Whoever waits isn't in the chat, and a wrong password is refused.
  watch.expectTrouble(/^40[04] \/api\/chats\//);
  const { nadia, uri } = await twoInAChat(installation.urls);
  const owner = await visitor();
  await openChat(owner, nadia, uri);
  const details = owner.getByRole('complementary', { name: 'Details' });
  if (!(await details.isVisible())) await owner.getByRole('button', { name: 'Details' }).click();
  await details.getByRole('button', { name: 'More links…' }).click();
  const dialog = owner.getByRole('dialog', { name: 'More links' });
  await dialog.getByRole('button', { name: 'New link' }).click();
  await dialog.getByRole('textbox', { name: 'What it is for' }).fill('Poster');
  await dialog.getByText('Reads only').click();
  await dialog.getByRole('switch', { name: 'Ask first' }).click();
  await dialog.getByRole('switch', { name: 'With a password' }).click();
  await dialog.getByRole('textbox', { name: 'Password of the link' }).fill('open sesame');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const poster = dialog.getByRole('listitem').filter({ has: owner.getByRole('heading', { name: 'Poster' }) });
  const address = await poster.getByRole('textbox', { name: 'Page URL' }).inputValue();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  // Else readers could come back by it as somebody who writes.
  await expect(details.getByRole('textbox', { name: 'Page URL' })).toBeHidden();

  await details.getByRole('button', { name: 'More links…' }).click();
  await poster.getByRole('button', { name: 'Edit “Poster”' }).click();
  await dialog.getByRole('textbox', { name: 'Password of the link' }).fill('sesame seeds');
  await dialog.getByRole('spinbutton', { name: 'How many people' }).fill('9');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(poster.getByText('Reads only')).toBeVisible();
  await expect(poster.getByText('0 of 9 uses')).toBeVisible();
  await expect(poster.getByText('Asks first')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();

  const guest = await visitor({ at: 1 });
  await guest.goto(new URL(address).pathname);
  await guest.getByRole('textbox', { name: 'Your name' }).fill('Ines');
  await guest.getByRole('textbox', { name: 'Password of the link' }).fill('sesame');
  await guest.getByRole('button', { name: 'Ask to come in' }).click();
  await expect(guest.getByText('This is not the password of this link.')).toBeVisible();
  await guest.getByRole('textbox', { name: 'Password of the link' }).fill('sesame seeds');
  await guest.getByRole('button', { name: 'Ask to come in' }).click();
  await expect(guest.getByRole('heading', { name: 'You asked to come in' })).toBeVisible();
  await guest.reload();
  await expect(guest.getByRole('heading', { name: 'You asked to come in' })).toBeVisible();

  await details.getByRole('button', { name: 'Moderation' }).click();
  await owner.getByRole('button', { name: 'Let Ines in' }).click();
  await expect(guest).toHaveURL(`/chats/${uri}`);
  await expect(guest.getByText('You can read this chat, and not write in it.')).toBeVisible();
  await expect(owner.getByRole('heading', { name: /Want to come in/ })).toBeHidden();
  await owner.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await say(owner, 'Welcome');
  await expect(message(guest, 'Welcome')).toBeVisible();
});
