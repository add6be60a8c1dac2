/** Where people find the server, by PUBLIC_URL. */
export interface PublicPlace {
  secure: boolean;
  /** What every path begins with: `/chat`, or nothing. */
  path: string;
}

export function publicPlaceOf(publicUrl: string | undefined): PublicPlace {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  return { secure: url?.protocol === 'https:', path: url?.pathname.replace(/\/$/, '') ?? '' };
}

/** The path as the routes know it. Calls from inside, and through a proxy that has taken the public part off, come without. */
export function withoutPublicPath(publicPath: string, url: string): string {
  const rest = url.startsWith(publicPath) ? url.slice(publicPath.length) : url;
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}
