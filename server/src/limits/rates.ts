/** A bucket of so many tokens, filled again by so many a second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/**
 * What may be done how often, counted by all processes of a cluster together. A school of 200 stands behind one address, comes in at
 * once by one link, and writes as fast as people do.
 */
export const rates = {
  signIn: { burst: 120, perSecond: 2 },
  signUp: { burst: 100, perSecond: 0.5 },
  keepGuest: { burst: 200, perSecond: 1 },
  guestAtAddress: { burst: 300, perSecond: 1 },
  guestByLink: { burst: 500, perSecond: 5 },
  look: { burst: 500, perSecond: 4 },
  refresh: { burst: 500, perSecond: 4 },
  /** Each looks at up to 20,000 messages, and a page asks on until it has something to show. */
  search: { burst: 120, perSecond: 2 },
  searchAtAddress: { burst: 500, perSecond: 10 },
  newChat: { burst: 60, perSecond: 1 },
  newMember: { burst: 120, perSecond: 2 },
  joinByLink: { burst: 500, perSecond: 5 },
  report: { burst: 20, perSecond: 0.33 },
  changeSelf: { burst: 30, perSecond: 0.5 },
  /** It reads all that somebody wrote: three at once, then one every twenty minutes. */
  exportSelf: { burst: 3, perSecond: 1 / 1200 },
  changeSettings: { burst: 120, perSecond: 2 },
  /** What it costs, besides what `claimTry` allows. */
  tryPassword: { burst: 10, perSecond: 0.17 },
  /** Each asks somebody else's server. */
  tryWebhook: { burst: 5, perSecond: 0.1 },
  /** What somebody sends to oneself, by a service of others. */
  trial: { burst: 5, perSecond: 0.1 },
  newPicture: { burst: 20, perSecond: 0.33 },
  /** A class that comes in at once looks at everybody's face; later they are cached. */
  seePicture: { burst: 30_000, perSecond: 500 },
  /** Whatever is written: posts, edits, deletions, reactions. */
  write: { burst: 200, perSecond: 10 },
  writeAsGuest: { burst: 50, perSecond: 3 },
  writeAtAddress: { burst: 1_000, perSecond: 100 },
  writeInChat: { burst: 1_000, perSecond: 200 },
  /** All guests of a chat together, so that a link that got out costs those with accounts nothing. */
  writeByGuestsOfChat: { burst: 200, perSecond: 20 },
  /** A page with a bad network comes back all the time; each hello reads memberships. */
  hello: { burst: 120, perSecond: 2 },
} satisfies Record<string, Rate>;

export type RateName = keyof typeof rates;
