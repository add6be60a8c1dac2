import { subscribeBody, type PushedNotice } from '@chatire/protocol';
import type { Channel, Notice, Target } from '../channels/channel.ts';
import { countOf, nameOf, needsAuthors, numberOf, wordsOf } from '../channels/notice-words.ts';
import { fitPush } from './push-payload.ts';
import type { SendPush } from './send-push.ts';

/** How many messages a notice shows at most: the newest ones. */
const most = 4;

/** Tells browsers while the page is closed. A dead subscription is forgotten. */
export function createPushChannel(send: SendPush): Channel {
  return {
    name: 'push',
    async send(notices, { address, user }, signal) {
      const subscription = subscribeBody.parse(address);
      for (const notice of notices) {
        const isUrgent = notice.chat.isDirect || notice.messages.some(({ mentionsMe }) => mentionsMe);
        const outcome = await send(subscription, toPush(notice, user.settings), { isUrgent, signal });
        if (outcome === 'gone') return 'gone';
      }
      return 'sent';
    },
  };
}

export function toPush(
  notice: Notice,
  { language = 'en', notice_texts = true }: Target['user']['settings'],
): PushedNotice {
  const { chat, messages } = notice;
  const sequence = messages.at(-1)?.sequence ?? 0;
  const signs = needsAuthors(notice);
  const lines = messages
    .slice(-most)
    .map((message) => (signs ? `${message.author.name}: ${wordsOf(message)}` : wordsOf(message)));
  const left = messages.length - lines.length;
  return fitPush({
    tag: chat.uri,
    title: left > 0 && notice_texts ? `${nameOf(notice)} (${numberOf(messages.length)})` : nameOf(notice),
    body: notice_texts ? lines.join('\n') : countOf(messages.length, language),
    path: `/chats/${chat.uri}/${sequence}`,
    sequence,
  });
}
