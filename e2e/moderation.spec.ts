import { join, openChat, personWithChat, post, signUp } from './support/people.ts';
import { composer, log, message, say, texts } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('a member reports a message, and a moderator deletes it and bans its author', async ({
  visitor,
  installation,
}) => {
  const [url] = installation.urls;
  const { person: nadia, chat } = await personWithChat(url, 'nadia');
  const [tomasz, troll] = [await signUp(url, 'tomasz'), await signUp(url, 'troll')];
  for (const person of [tomasz, troll]) await join(person, chat.uri);
  const { id } = await post(troll, chat.uri, 'Buy my poison');
  await troll.call('PATCH', `/api/chats/${chat.uri}/messages/${id}/`, { message: 'Buy my pills' });
  const [hers, his] = [await visitor({ viewport: { width: 1280, height: 800 } }), await visitor()];
  await openChat(hers, nadia, chat.uri);
  await openChat(his, tomasz, chat.uri);

  await test.step('report it', async () => {
    await message(his, 'Buy my pills').hover();
    await log(his).getByRole('button', { name: 'Message actions' }).first().click();
    await his.getByRole('menuitem', { name: 'Report' }).click();
    const dialog = his.getByRole('dialog', { name: /Report a message/ });
    await dialog.getByRole('button', { name: 'Report' }).click();
    await expect(dialog.getByText('Choose what is wrong with it.')).toBeVisible();
    await dialog.getByText('Advertising or spam').click();
    await dialog.getByRole('button', { name: 'Report' }).click();
    await expect(his.getByRole('dialog', { name: 'Thank you' })).toBeVisible();
    await his.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
  });

  await test.step('read what it said before', async () => {
    await message(hers, 'Buy my pills').hover();
    await log(hers).getByRole('button', { name: 'Message actions' }).first().click();
    await hers.getByRole('menuitem', { name: 'Earlier texts' }).click();
    const dialog = hers.getByRole('dialog', { name: 'Earlier texts' });
    await expect(dialog.getByRole('listitem')).toContainText(['Buy my poison']);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
  });

  const panel = hers.getByRole('dialog', { name: 'Moderation', exact: true });
  await test.step('delete it, and ban its author', async () => {
    await hers.getByRole('button', { name: /Moderation.*1 thing waits/ }).click();
    await expect(panel.getByText('Advertising or spam')).toBeVisible();
    await panel.getByRole('button', { name: 'Ban' }).click();
    const asking = hers.getByRole('dialog', { name: /^Ban / });
    await asking.getByText('All', { exact: true }).click();
    await asking.getByRole('button', { name: 'Ban', exact: true }).click();
    await expect(panel.getByText('Nothing waits for you.')).toBeVisible();
    await expect(panel.getByText(/banned .*troll/)).toBeVisible();
    await expect(texts(his)).toHaveCount(0);
    await expect(log(his).getByText('Message deleted')).toHaveCount(1);
  });

  await test.step('in slow mode, the composer counts down and keeps what is written', async () => {
    await panel.getByLabel('Slow mode').selectOption({ label: '1 minute' });
    await panel.getByRole('button', { name: 'Close' }).click();
    await say(his, 'one');
    await expect(texts(his)).toHaveText(['one']);
    // The rule may come to his page a little after his own message.
    await expect(his.getByRole('button', { name: /Slow mode: you can send in/ })).toBeVisible();
    await composer(his).fill('two');
    await composer(his).press('Enter');
    await expect(composer(his)).toHaveValue('two');
  });
});
