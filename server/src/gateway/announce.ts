import type { Logger } from 'pino';
import type { Broker } from '../broker/broker.ts';
import type { Announce } from '../log/notices.ts';
import { currentRequest } from '../request-id.ts';
import { encodeNotice } from './notice-codec.ts';

/** Hands what the domain tells to the broker. */
export function createAnnounce(broker: Pick<Broker, 'publish'>, log: DebugLog): Announce {
  // Where nobody follows requests through the processes, an event doesn't carry the id of its own.
  const follows = log.isLevelEnabled('debug');
  return (notices) => {
    const request = follows ? currentRequest() : undefined;
    broker.publish(notices.map((notice) => encodeNotice(notice, request)));
    for (const notice of request === undefined ? [] : notices)
      if (notice.to === 'chat' && notice.kind === 'event')
        log.debug(
          { request, chat: notice.chatId, sequence: notice.frame.sequence },
          'An event is published.',
        );
  };
}

type DebugLog = Pick<Logger, 'isLevelEnabled' | 'debug'>;
