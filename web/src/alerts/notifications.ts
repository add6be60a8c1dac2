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

const shown = new Map<string, { notification: Notification; sequence: number }>();

export interface Told {
  chat: string;
  sequence: number;
  title: string;
  body: string;
  icon: string | null;
  onClick: () => void;
}

/** One for each chat: a later message takes the place of an earlier one. It makes no sound, the page does. */
export function notify({ chat, sequence, title, body, icon, onClick }: Told): void {
  try {
    const options = { body, tag: chat, silent: true, renotify: true, icon: icon ?? '/favicon.svg' };
    const notification = new Notification(title, options);
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      onClick();
    });
    notification.addEventListener('close', () => {
      if (shown.get(chat)?.notification === notification) shown.delete(chat);
    });
    shown.set(chat, { notification, sequence });
  } catch {
    // Phones want a service worker for it.
    cannotShow = true;
  }
}

/** What was read, here or elsewhere, needs no telling. */
export function closeRead(chat: string, readSequence: number): void {
  const told = shown.get(chat);
  if (told && told.sequence <= readSequence) told.notification.close();
}

export function closeAll(): void {
  for (const { notification } of shown.values()) notification.close();
}
