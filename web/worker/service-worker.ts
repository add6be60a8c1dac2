import { showPushes } from './pushes.ts';

/*
 * Keeps the page itself in the browser, so that it opens without a network. What people see and write isn't here: calls of the
 * interface are never answered from a cache, and none is put into one.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** Put in by the build (vite/service-worker.ts): a hash of everything, what the first look needs, and what is wanted soon after. */
declare const PAGE_VERSION: string;
declare const FIRST_FILES: string[];
declare const LATER_FILES: string[];

/** Where the page stands on its host: `/`, or `/chat/`. All paths here are behind it. */
const place = new URL('.', worker.location.href).pathname;
/** Caches belong to the host, where another Chatire may have its own. */
const family = place === '/' ? 'page ' : `${place} page `;
const name = family + PAGE_VERSION;
/** Addresses that the page itself answers; the server knows the others. */
const isPage = (path: string) =>
  /^(?:chats(?:\/[^/]*){0,2}|admin(?:\/[^/]*)?|unsubscribe\/[^/]*|auth|settings|reset|confirm|terms)?$/.test(
    path,
  );
/** Milliseconds to wait for the server's page before the kept one is shown. */
const patience = 1_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll(FIRST_FILES.map(fresh)))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => worker.clients.claim()));
});

/** The version before this one stays: a page of it may be open, and still want its files. */
async function forgetOlder() {
  const kept = (await caches.keys()).filter((key) => key.startsWith(family) && key !== name);
  await Promise.all(kept.slice(0, -1).map((key) => caches.delete(key)));
}

/** Sent by a page that has nothing better to do. */
worker.addEventListener('message', (event) => {
  if (event.data !== 'rest') return;
  event.waitUntil(caches.open(name).then((cache) => Promise.all(LATER_FILES.map(keepIn(cache)))));
});

const keepIn = (cache: Cache) => async (path: string) => {
  if (!(await cache.match(place + path, anyVariant))) await cache.add(place + path).catch(() => {});
};

showPushes(worker, place);

/** Of a notification of a push, or one that the page had shown here, as phones want it. */
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

/** A path as the page's router knows it. In the page that was used last; if none is open any more, in a new one. */
async function open(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) return void (await worker.clients.openWindow(place + path.slice(1)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client is not a window
  page.postMessage({ open: path });
  await page.focus();
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || !pathname.startsWith(place)) return;
  const path = pathname.slice(place.length);
  if (request.mode === 'navigate') {
    if (isPage(path)) event.respondWith(openPage(request));
  } else if (path !== '' && (isHashed(path) || FIRST_FILES.includes(path))) {
    event.respondWith(giveFile(request, path));
  }
});

/** The server's page if it comes in time: so nobody is left with an old one. */
async function openPage(request: Request): Promise<Response> {
  const kept = await (await caches.open(name)).match(place, anyVariant);
  if (!kept) return fetch(request);
  const slow = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
  const given = await Promise.race([fetch(request).catch(() => null), slow]);
  return given && given.status < 500 ? given : kept;
}

/** A file whose name changes with its content is the same wherever it comes from. */
async function giveFile(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(name);
  const kept = isHashed(path)
    ? await caches.match(request, anyVariant)
    : await cache.match(request, anyVariant);
  if (kept) return kept;
  const given = await fetch(request);
  if (isHashed(path) && given.ok) await cache.put(request, given.clone()).catch(() => {});
  return given;
}

const isHashed = (path: string) => path.startsWith('assets/');

/** The server packs files as each browser likes, and says so by `Vary`; this browser likes what it has. */
const anyVariant = { ignoreVary: true };

const fresh = (path: string) => new Request(place + path, { cache: isHashed(path) ? 'default' : 'reload' });
