import { openChat, post, twoInAChat } from './support/people.ts';
import { composer, log, message } from './support/talking.ts';
import { expect, test } from './support/test.ts';

test('Markdown is shown, code has colours, emoji come by their names, and HTML stays text', async ({
  visitor,
  installation,
}) => {
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  await post(tomasz, uri, '**read** `this`\n```ts\nconst answer = 42;\n```\n[here](https://example.org/a)');
  await post(tomasz, uri, '<img src=x onerror="document.title=1"> **so?**');
  const page = await visitor();
  await openChat(page, nadia, uri);

  await test.step('read', async () => {
    await expect(log(page).locator('strong', { hasText: 'read' })).toBeVisible();
    await expect(log(page).locator('pre')).toHaveText('const answer = 42;');
    await expect(log(page).locator('pre span', { hasText: 'const' })).not.toHaveCSS(
      'color',
      await textColour(),
    );
    await expect(log(page).getByRole('link', { name: 'here' })).toHaveAttribute(
      'href',
      'https://example.org/a',
    );
    await expect(log(page).getByText('<img src=x onerror="document.title=1">')).toBeVisible();
    await expect(log(page).locator('img')).toHaveCount(0);
    await expect(page.getByRole('link', { name: /<img.+so\?/ })).toBeVisible();
  });
  await test.step('write', async () => {
    await composer(page).pressSequentially('done :rocke');
    await expect(page.getByRole('option', { name: 'rocket', selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await page.keyboard.type(':tada:');
    await expect(composer(page)).toHaveValue('done 🚀 🎉');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+B');
    await page.keyboard.press('Enter');
    await expect(log(page).locator('strong', { hasText: 'done 🚀 🎉' })).toBeVisible();
  });
  await test.step('pick', async () => {
    await page.getByRole('button', { name: 'Insert an emoji' }).press('Enter');
    await expect(page.getByRole('combobox', { name: 'Find an emoji' })).toBeFocused();
    await page.keyboard.type('pizza');
    await expect(page.getByRole('gridcell', { name: 'pizza', selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(message(page, '🍕')).toHaveCSS('font-size', '32px');
  });

  async function textColour() {
    return await log(page)
      .locator('pre')
      .evaluate((pre) => getComputedStyle(pre).color);
  }
});
