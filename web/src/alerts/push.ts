import type { Subscription } from '@chatire/protocol';
import { permission, type Permission } from './notifications.ts';

/** Whether this browser can be told while the page is closed. Where it can't be, nothing is to be done by a press. */
export async function pushPermission(): Promise<Permission> {
  if (permission() === 'insecure' || permission() === 'denied') return permission();
  const manager = await pushManager();
  return manager && 'Notification' in window ? permission() : 'missing';
}

/** Where this browser is told, as far as it knows. */
export async function ownEndpoint(): Promise<string | null> {
  const subscription = await (await pushManager())?.getSubscription();
  return subscription?.endpoint ?? null;
}

/** Throws when the browser's push service can't be reached, or isn't there. */
export async function subscribe(publicKey: string): Promise<Subscription> {
  const manager = await pushManager();
  if (!manager) throw new Error('No worker would be told.');
  // One that was made for another key can't be used.
  await (await manager.getSubscription())?.unsubscribe();
  const made = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint = '', keys = {} } = made.toJSON();
  return { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } };
}

/** From now on this browser isn't told, whatever the server thinks. */
export async function unsubscribe(): Promise<void> {
  await (await (await pushManager())?.getSubscription())?.unsubscribe();
}

async function pushManager(): Promise<PushManager | undefined> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const registration = await workers?.getRegistration().catch(() => undefined);
  // Not in all browsers, and on iPhones only once the page is on the home screen.
  return (registration as { pushManager?: PushManager } | undefined)?.pushManager;
}
