import type { OwnPush, PushedNotice } from '@chatire/protocol';

/** Shows what the server pushes while the page is closed, or out of view. `place`: where the page stands on its host. */
export function showPushes(worker: ServiceWorkerGlobalScope, place: string): void {
  // In turn: two that come together could change places, and the earlier one would stay.
  let showing: Promise<unknown> = Promise.resolve();
  worker.addEventListener('push', (event) => {
    const notice: PushedNotice | undefined = event.data?.json();
    if (!notice) return;
    showing = showing.then(() => show(worker, place, notice)).catch(() => {});
    event.waitUntil(showing);
  });
  worker.addEventListener('pushsubscriptionchange', (event) => {
    (event as ExtendableEvent).waitUntil(subscribeAnew(worker, place));
  });
}

/** Of each chat one is shown: a later one takes the place of an earlier one. Where a page is open, it has rung already. */
async function show(
  worker: ServiceWorkerGlobalScope,
  place: string,
  { tag, title, body, path, sequence = 0 }: PushedNotice,
) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isOpen = pages.length > 0 && tag !== 'trial';
  const options = {
    body,
    tag,
    icon: `${place}icons/192.png`,
    data: { path, sequence },
    renotify: !isOpen,
    silent: isOpen,
  };
  await worker.registration.showNotification(title, options);
}

/** The browser has given the subscription up, as some do from time to time. Asked by the cookie, since no page may be open. */
async function subscribeAnew({ registration }: ServiceWorkerGlobalScope, place: string) {
  const renewal = await fetch(`${place}auth/token/refresh/`, { method: 'POST' });
  if (!renewal.ok) return;
  const { auth_token } = (await renewal.json()) as { auth_token: string };
  const headers = { authorization: `Bearer ${auth_token}`, 'content-type': 'application/json' };
  const url = `${place}api/users/me/push/`;
  const own = (await (await fetch(url, { headers })).json()) as OwnPush;
  if (own.endpoint === null) return;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: own.public_key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ endpoint, keys }) });
}
