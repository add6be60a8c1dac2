import type { Page } from '@playwright/test';
import { findings } from './support/findings.ts';
import { password, signInQuietly, signUp } from './support/people.ts';
import { expect, test } from './support/test.ts';

test('codes are switched on, asked for besides the password, and a recovery code stands for one', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^40[01] \/auth\/token\//);
  const person = await signUp(installation.urls[0], 'nadia');
  const page = await visitor({ reducedMotion: 'reduce' });
  await signInQuietly(page, person);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Turn on', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password now', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code for the app' })).toBeVisible();
  const key = (await dialog.getByText(/^([A-Z2-7]{4} ?){8}$/).innerText()).replaceAll(' ', '');
  await dialog.getByRole('textbox', { name: 'Code' }).fill(await appCode(page, key));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = dialog.getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const recovery = await codes.first().innerText();
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('On. 10 recovery codes are left.')).toBeVisible();

  const other = await visitor({ reducedMotion: 'reduce' });
  await other.goto('/auth?sign-in');
  await other.getByRole('textbox', { name: 'Username' }).fill(person.user.username);
  await other.getByLabel('Password', { exact: true }).fill(password);
  await other.keyboard.press('Enter');
  const code = other.getByRole('textbox', { name: 'Code', exact: true });
  await expect(code).toBeFocused();
  await other.keyboard.type('000000');
  await other.keyboard.press('Enter');
  await expect(other.getByText('This code is not right')).toBeVisible();
  await other.getByRole('button', { name: 'Use a recovery code' }).click();
  await expect(other.getByRole('textbox', { name: 'Recovery code' })).toBeFocused();
  expect(await findings(other)).toEqual([]);
  await other.keyboard.type(recovery.toLowerCase());
  await other.keyboard.press('Enter');
  await expect(other).toHaveURL('/chats');
});

/** As an app works it out (RFC 6238): no package of the page's is needed for it. */
function appCode(page: Page, key: string): Promise<string> {
  return page.evaluate(async (base32) => {
    const bits = [...base32]
      .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
      .join('');
    const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
    const step = new DataView(new ArrayBuffer(8));
    step.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)));
    const sign = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, [
      'sign',
    ]);
    const mac = new DataView(await crypto.subtle.sign('HMAC', sign, step));
    const number = mac.getUint32(mac.getUint8(19) & 15) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, '0');
  }, key);
}
