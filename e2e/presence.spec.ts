import { limits } from '@chatire/protocol';
import { join, openChat, post, signUp, twoInAChat } from './support/people.ts';
import { composer, log, message, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('one sees who is here, who is typing and who has read', async ({ visitor, installation }) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const [hers, his] = [await visitor(), await visitor({ at: 1 })];
  await hers.addInitScript(typingStays, limits.typingDuration);
  await openChat(hers, nadia, uri);
  await expect(hers.getByText('2 members · 1 here')).toBeVisible();
  await openChat(his, tomasz, uri);
  await expect(hers.getByText('2 members · 2 here')).toBeVisible();
  await say(hers, 'are you there?');
  await expect(log(hers).getByText(/· Seen$/)).toBeVisible();

  await test.step('in a group, the names of those who have read', async () => {
    const ines = await signUp(installation.urls[0], 'ines');
    await join(ines, uri);
    await say(hers, 'all of you?');
    await expect(message(his, 'all of you?')).toBeVisible();
    await hers.getByRole('button', { name: 'Seen by one' }).click();
    await expect(hers.getByRole('dialog').getByRole('listitem')).toHaveText([tomasz.user.name]);
    await hers.keyboard.press('Escape');
  });
  await test.step('typing, in the chat and in the list, until the message comes', async () => {
    const typing = `${tomasz.user.name} is typing…`;
    await composer(his).pressSequentially('yes');
    await expect(hers.getByRole('main').getByText(typing)).toBeVisible();
    await expect(hers.getByRole('navigation').getByText(typing)).toBeVisible();
    await post(tomasz, uri, 'yes, from my phone');
    await expect(message(hers, 'yes, from my phone')).toBeVisible();
    await expect(hers.getByText(typing)).toHaveCount(0);
    await expect(his.getByText(typing)).toHaveCount(0);
  });
});

/** Runs in the page: what is heard of typing doesn't end by itself, so that a test can see what ends it. */
function typingStays(duration: number): void {
  const wait = globalThis.setTimeout;
  const patient = (work: () => void, time?: number) => wait(work, time === duration ? 2 ** 30 : time);
  globalThis.setTimeout = patient as typeof setTimeout;
}
