import { openChat, post, twoInAChat } from './support/people.ts';
import { message } from './support/talking.ts';
import { shown, workerOf } from './support/worker.ts';
import { expect, test } from './support/test.ts';

test.use({ serviceWorkers: 'allow' });

/** The browsers' makers have push services, which can't be asked from here: this stands for theirs. */
const endpoint = 'https://push.example.invalid/1';

test('push is switched on by a press, a push is shown by the worker, and what was read goes away', async ({
  visitor,
  installation,
  watch,
}) => {
  // The trial, to a push service that isn't there.
  watch.expectTrouble(/^409 /);
  const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
  const page = await visitor({ serviceWorkers: 'allow' });
  await page.context().grantPermissions(['notifications'], { origin: installation.urls[0] });
  await page.addInitScript(subscribeWithout, endpoint);
  await openChat(page, nadia, uri);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const deliver = await workerOf(page, installation.urls[0]);

  await page.goto('/settings');
  const push = page.getByRole('switch', { name: 'Push to this browser' });
  await push.click();
  await expect(push).toBeChecked();
  await page.getByRole('button', { name: 'Send me a test' }).click();
  await expect(page.getByRole('alert')).toContainText("the push service doesn't answer");
  await page.reload();
  await expect(push).toBeChecked();

  const { sequence } = await post(tomasz, uri, 'dinner is ready');
  const notice = {
    tag: uri,
    title: 'Tomasz',
    body: 'dinner is ready',
    path: `/chats/${uri}/${sequence}`,
    sequence,
  };
  await deliver(notice);
  await deliver({ ...notice, body: 'dinner is getting cold' });
  await expect.poll(() => shown(page)).toEqual([{ title: 'Tomasz', body: 'dinner is getting cold' }]);
  await page.goto(`/chats/${uri}`);
  await expect(message(page, 'dinner is ready')).toBeVisible();
  await expect.poll(() => shown(page)).toEqual([]);

  // The browser has given the subscription up, while no page needs to be open.
  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(subscribeWithout, `${endpoint}/anew`);
  await worker!.evaluate(() => {
    const event = Object.assign(new Event('pushsubscriptionchange'), { waitUntil: () => {} });
    dispatchEvent(event);
  });
  await page.evaluate((address) => localStorage.setItem('subscribed', address), `${endpoint}/anew`);
  await expect(async () => {
    await page.goto('/settings');
    await expect(push).toBeChecked({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });

  await page.goto(`/chats/${uri}`);
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('tab', { name: 'Sign In' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => localStorage.getItem('subscribed'))).toBeNull();
});

/** Runs in the page: its subscription is one that no push service has given. */
async function subscribeWithout(address: string) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const encode = (bytes: ArrayBuffer) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const p256dh = encode(await crypto.subtle.exportKey('raw', pair.publicKey));
  const subscriptionOf = (endpoint: string | null) =>
    endpoint && {
      endpoint,
      toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth: 'A'.repeat(22) } }),
      unsubscribe: async () => void localStorage.removeItem('subscribed'),
    };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => subscriptionOf(localStorage.getItem('subscribed')),
    subscribe: async () => {
      // The worker has none.
      globalThis.localStorage?.setItem('subscribed', address);
      return subscriptionOf(address);
    },
  });
}
