import type { ChatSettings } from '@chatire/protocol';

/** What is true of a message of the log, and of the person, at the moment. */
export interface Facts {
  isOwn: boolean;
  isDeleted: boolean;
  /** Here or on another device. */
  isRead: boolean;
  /** The message names the person, or everybody. */
  isNamed: boolean;
  level: ChatSettings['level'];
  /** `here`: at this very chat. `page`: at something else of the page, also in another tab. */
  looking: 'here' | 'page' | 'away';
  isQuietTime: boolean;
  mayNotify: boolean;
}

/** Each does what those before it do, too: counting is what titles and lists do by themselves. */
export type Alert = 'silent' | 'count' | 'sound' | 'notify';

export function alertOf(facts: Facts): Alert {
  const isWanted = facts.level === 'all' || (facts.level === 'mentions' && facts.isNamed);
  if (facts.isOwn || facts.isDeleted || facts.isRead || !isWanted || facts.looking === 'here')
    return 'silent';
  if (facts.looking === 'page' || facts.isQuietTime) return 'count';
  return facts.mayNotify ? 'notify' : 'sound';
}
