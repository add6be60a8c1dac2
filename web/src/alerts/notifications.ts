import { placed } from '../own-address.ts';

/** `insecure`: plain HTTP. `missing`: this browser has none for pages. The others are the browser's own words. */
export type Permission = NotificationPermission | 'insecure' | 'missing';

let cannotShow = false;

export function permission(): Permission {
  if (!isSecureContext) return 'insecure';
  return 'Notification' in window && !cannotShow ? Notification.permission : 'missing';
}

/** Asks the person; only ever after a click on what says so. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'default') await Notification.requestPermission();
  return permission();
}

export interface Told {
  chat: string;
  sequence: number;
  title: string;
  body: string;
  icon: string | null;
}

const shown = new Map<string, { close(): void; sequence: number }>();
let open: (path: string) => void = () => {};

/** What a press on a notification does; the worker shows some, and passes the press on. */
export function openBy(next: typeof open): void {
  open = next;
  workers()?.addEventListener('message', ({ data }) => typeof data?.open === 'string' && open(data.open));
}

/** One for each chat: a later message takes the place of an earlier one. It makes no sound, the page does. */
export function notify(told: Told): void {
  const { chat, sequence, body, icon } = told;
  const path = `/chats/${chat}/${sequence}`;
  const options = {
    body,
    tag: chat,
    silent: true,
    renotify: true,
    icon: placed(icon ?? '/favicon.svg'),
    data: { path, sequence },
  };
  try {
    const notification = new Notification(told.title, options);
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      open(path);
    });
    notification.addEventListener('close', () => shown.get(chat) === entry && shown.delete(chat));
    const entry = { close: () => notification.close(), sequence };
    shown.set(chat, entry);
  } catch {
    // Phones want a worker for it.
    void notifyByWorker(told, options).catch(() => (cannotShow = true));
  }
}

async function notifyByWorker({ title }: Told, options: NotificationOptions) {
  const worker = await workers()?.getRegistration();
  if (!worker) throw new Error('No worker shows it.');
  await worker.showNotification(title, options);
}

const workers = () => navigator.serviceWorker as ServiceWorkerContainer | undefined;

/** What was read, here or elsewhere, needs no telling: `read` says of each chat how far. That of the worker may be from before this page. */
export async function closeRead(read: ReadonlyMap<string, number>): Promise<void> {
  for (const [chat, told] of shown) if (told.sequence <= (read.get(chat) ?? 0)) told.close();
  for (const told of await shownByWorker())
    if (told.data?.sequence <= (read.get(told.tag) ?? 0)) told.close();
}

export async function closeAll(): Promise<void> {
  for (const told of shown.values()) told.close();
  for (const told of await shownByWorker()) told.close();
}

async function shownByWorker(): Promise<Notification[]> {
  const worker = await workers()
    ?.getRegistration()
    .catch(() => undefined);
  return (await worker?.getNotifications()) ?? [];
}
