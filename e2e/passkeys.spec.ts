import { findings } from './support/findings.ts';
import { password, signInQuietly, signUp } from './support/people.ts';
import { expect, test } from './support/test.ts';

test('a passkey is added in the settings, signs in without name and password, and is removed', async ({
  visitor,
  installation,
  watch,
}) => {
  watch.expectTrouble(/^401 /);
  const person = await signUp(installation.urls[0], 'nadia');
  const page = await visitor({ reducedMotion: 'reduce' });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signInQuietly(page, person);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('My laptop');
  await dialog.getByLabel('Password now', { exact: true }).fill(password);
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  const passkeys = page.getByRole('list', { name: 'Passkeys' }).getByRole('listitem');
  await expect(passkeys).toHaveText(/My laptop\s*Not used yet/);
  await page.context().clearCookies();

  await page.goto('/auth?sign-in');
  const way = page.getByRole('button', { name: 'Sign in with a passkey' });
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await way.click();
  await expect(page.getByRole('alert')).toHaveText('That came to nothing. Try again.');
  expect(await findings(page)).toEqual([]);
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await way.click();
  await expect(page).toHaveURL('/chats');

  await page.goto('/settings');
  await expect(passkeys).toHaveText(/My laptop\s*Last used: today/i);
  await page.getByRole('button', { name: 'Remove: My laptop' }).click();
  await dialog.getByLabel('Password now', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('My laptop')).toHaveCount(0);
});
