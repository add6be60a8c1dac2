import type { Broker } from '../broker/broker.ts';
import type { Announce } from '../log/notices.ts';
import { encodeNotice } from './notice-codec.ts';

/** Hands what the domain tells to the broker. */
export function createAnnounce(broker: Pick<Broker, 'publish'>): Announce {
  return (notices) => broker.publish(notices.map(encodeNotice));
}
