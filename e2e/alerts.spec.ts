import type { Page } from '@playwright/test';
import { countTones, lookAway } from './support/focus.ts';
import { join, openChat, personWithChat, post, signUp, startChat, twoInAChat } from './support/people.ts';
import { composer, connected, log, message, say } from './support/talking.ts';
import { expect, test } from './support/test.ts';

/** Longer than a sound waits for the message to be read elsewhere, in milliseconds. */
const soundWaits = 2_000;

interface Told {
  title: string;
  body: string;
  closed: boolean;
}

/** As much of a worker's world as is used here. */
interface WorkerScope extends EventTarget {
  registration: ServiceWorkerRegistration;
  NotificationEvent: new (type: string, options: { notification: Notification }) => Event;
}

/** Lists the notifications that the page shows; call it before the page is opened. */
async function listNotifications(page: Page): Promise<() => Promise<Told[]>> {
  await page.addInitScript(() => {
    const listed = globalThis as typeof globalThis & { told: Told[] };
    listed.told = [];
    globalThis.Notification = class extends Notification {
      constructor(title: string, options: NotificationOptions = {}) {
        super(title, options);
        const told = { title, body: options.body ?? '', closed: false };
        listed.told.push(told);
        this.addEventListener('close', () => (told.closed = true));
      }
    };
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { told: Told[] }).told);
}

test('a message that comes while the page has no focus plays a sound', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'ines');
  await join(friend, chat.uri);
  const page = await visitor();
  const tones = await countTones(page);
  await page.clock.install();
  const live = connected(page);
  await openChat(page, person, chat.uri);
  await say(page, 'good morning');
  await live;

  await post(friend, chat.uri, 'seen by you');
  await expect(message(page, 'seen by you')).toBeVisible();
  await page.clock.runFor(soundWaits);
  expect(await tones()).toBe(0);

  const lookBack = await lookAway(page);
  await post(friend, chat.uri, 'heard by you');
  await expect(message(page, 'heard by you')).toBeVisible();
  await expect.poll(tones).toBeGreaterThan(0);
  await expect(page).toHaveTitle(/^\(1\) /);

  await lookBack();
  await expect(page).toHaveTitle(/^[^(]/);
  await expect(log(page).getByText('New', { exact: true })).toBeVisible();
});

test('the sound can be switched off', async ({ visitor, installation }) => {
  const { person, chat } = await personWithChat(installation.urls[0], 'nadia');
  const friend = await signUp(installation.urls[1], 'ines');
  await join(friend, chat.uri);
  const page = await visitor();
  const tones = await countTones(page);
  await page.clock.install();
  const live = connected(page);
  await openChat(page, person, chat.uri);
  await live;
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('No sound', { exact: true }).click();
  await page.getByRole('button', { name: 'Back to the chats' }).click();
  await expect(composer(page)).toBeVisible();

  await lookAway(page);
  await post(friend, chat.uri, 'quietly');
  await expect(message(page, 'quietly')).toBeVisible();
  await page.clock.runFor(soundWaits);
  expect(await tones()).toBe(0);
});

test('of two tabs one rings and notifies, and what is read elsewhere is taken back', async ({
  visitor,
  installation,
}) => {
  const { person: nadia, chat } = await personWithChat(installation.urls[0], 'nadia');
  const ines = await signUp(installation.urls[1], 'ines');
  await join(ines, chat.uri);
  const muted = await startChat(ines);
  await join(nadia, muted.uri);
  await nadia.call('PATCH', `/api/chats/${muted.uri}/settings/`, { level: 'nothing' });

  const first = await visitor();
  await first.context().grantPermissions(['notifications'], { origin: installation.urls[0] });
  const second = await first.context().newPage();
  const tabs = [first, second];
  const [tones, told] = [
    await Promise.all(tabs.map(countTones)),
    await Promise.all(tabs.map(listNotifications)),
  ];
  const rung = async () =>
    (await Promise.all(tones.map((count) => count()))).filter((count) => count > 0).length;
  const all = async () => (await Promise.all(told.map((list) => list()))).flat();
  const live = tabs.map(connected);
  await openChat(first, nadia, chat.uri);
  await first.getByRole('button', { name: 'Account and settings' }).click();
  await first.getByRole('link', { name: 'Settings' }).click();
  await first.getByRole('switch', { name: 'Notifications' }).click();
  await expect(first.getByRole('switch', { name: 'Notifications' })).toBeChecked();
  await second.goto(`/chats/${chat.uri}`);
  await composer(second).click();
  await Promise.all(live);
  const icon = first.locator('link[rel="icon"]');
  await expect(icon).toHaveAttribute('href', /favicon/);

  for (const tab of tabs) {
    await tab.bringToFront();
    await lookAway(tab);
  }
  await post(ines, muted.uri, 'nobody hears this');
  await post(ines, chat.uri, 'are **you** there?');
  await expect.poll(all).toEqual([{ title: ines.user.name, body: 'are you there?', closed: false }]);
  await expect.poll(rung).toBe(1);
  await expect(first).toHaveTitle(/^\(1\) /);
  await expect(icon).toHaveAttribute('href', /^data:image\/png/);

  const phone = await visitor({ viewport: { width: 360, height: 740 } });
  await openChat(phone, nadia, chat.uri);
  await expect(message(phone, 'are you there?')).toBeVisible();
  await expect(first).toHaveTitle(/^[^(]/);
  await expect(icon).toHaveAttribute('href', /favicon/);
  await expect.poll(async () => (await all()).every(({ closed }) => closed)).toBe(true);
});

test.describe('on a phone', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the worker notifies, and a press leads to the message', async ({ visitor, installation, watch }) => {
    // A press that a test makes up may not bring a window to the front.
    watch.expectTrouble(/NotAllowedError|InvalidStateError/);
    const { nadia, tomasz, uri } = await twoInAChat(installation.urls);
    const page = await visitor({ serviceWorkers: 'allow' });
    await page.context().grantPermissions(['notifications'], { origin: installation.urls[0] });
    await page.addInitScript(() => {
      globalThis.Notification = class extends Notification {
        constructor(title: string) {
          super(title);
          this.close();
          throw new TypeError(
            'Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.',
          );
        }
      };
    });
    await openChat(page, nadia, uri);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const live = connected(page);
    await page.goto('/settings');
    await page.getByRole('switch', { name: 'Notifications' }).click();
    await expect(page.getByRole('switch', { name: 'Notifications' })).toBeChecked();
    await live;
    await lookAway(page);
    const { sequence } = await post(tomasz, uri, 'dinner is ready');

    const shown = () =>
      page.evaluate(async () => {
        const all = await (await navigator.serviceWorker.ready).getNotifications();
        return all.map(({ title, body }) => ({ title, body }));
      });
    await expect.poll(shown).toEqual([{ title: tomasz.user.name, body: 'dinner is ready' }]);
    const [worker] = page.context().serviceWorkers();
    await worker!.evaluate(async () => {
      const scope = globalThis as unknown as WorkerScope;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: notification! }));
    });
    await expect(page).toHaveURL(`/chats/${uri}/${sequence}`);
    await expect(message(page, 'dinner is ready')).toBeInViewport();
    await expect.poll(shown).toEqual([]);
  });
});
