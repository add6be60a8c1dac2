/** `(3) Release crew · Chatire`: first what a narrow tab still shows. */
export function pageTitle(unread: number, title: string): string {
  return unread ? `(${shortCount(unread)}) ${title}` : title;
}

/** The server counts up to 100. */
export const shortCount = (count: number): string => (count > 99 ? '99+' : String(count));
