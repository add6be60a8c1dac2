/** Where the page stands on its host: `/`, or `/chat/` on one that others share. The server writes it into the page. */
const place = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="place"]')?.content;
export const ownPlace = place ? new URL(place, location.origin).pathname : '/';

/** The path of a page or a call as the browser has to ask for it. */
export const placed = (path: string): string => ownPlace + path.slice(1);
/** As one gives it to others. */
export const ownAddress = (path: string): string => location.origin + placed(path);
/** Of a path of the browser's, what is behind our place. */
export const unplaced = (path: string): string => `/${path.slice(ownPlace.length)}`;

/** What is kept in the browser is kept for a host: another Chatire may stand at another place of it. */
export const ownName = (name: string): string => (ownPlace === '/' ? name : `${name} ${ownPlace}`);
