import { createHash } from 'node:crypto';
import type { Settings } from '@chatire/protocol';
import type { Notice } from '../channels/channel.ts';
import { countOf, nameOf, wordsOf } from '../channels/notice-words.ts';
import { escapeHtml, mailButton, mailFoot, mailPage, type Language } from './mail-parts.ts';
import type { Mail } from './mailer.ts';

export interface NoticeMailOptions {
  to: string;
  userId: number;
  settings: Settings;
  /** What links begin with. */
  origin: string;
  unsubscribe: string;
}

type Message = Notice['messages'][number];

/** How many messages of a chat a mail holds at most: the newest. Of all chats together 200, or one of each: mail servers take some megabytes. */
const most = 20;
const mostOfAll = 200;

/** One chat, or several for who wants a digest. Nothing in it is fetched from anywhere, and all that people wrote is only text. */
export function noticeMail(notices: readonly Notice[], options: NoticeMailOptions): Mail {
  const { to, userId, settings, origin, unsubscribe } = options;
  const language = settings.language ?? 'en';
  const words = sentences[language];
  const length = Math.max(1, Math.min(most, Math.floor(mostOfAll / notices.length)));
  const parts = notices.map((notice) => partOf(notice, length, options, language));
  const foot = [words.replies, words.why];
  const [first] = notices;
  const host = new URL(origin).host;
  return {
    to,
    subject: notices.length === 1 && first ? `${words.subject} ${nameOf(first)}` : words.digest,
    text: `${[...parts.map(({ text }) => text), `-- \n${foot.join('\n')}\n${words.end} ${unsubscribe}`].join('\n\n')}\n`,
    html: mailPage(
      language,
      parts.map(({ html }) => html).join('') +
        mailFoot([...foot, `<a href="${escapeHtml(unsubscribe)}" style="color:inherit">${words.stop}</a>`]),
    ),
    unsubscribe,
    messageId: `<${idOf(notices)}@${host}>`,
    ...(notices.length === 1 && first && { thread: `<${first.chat.uri}.${userId}@${host}>` }),
  };
}

function partOf(
  notice: Notice,
  length: number,
  { settings, origin }: NoticeMailOptions,
  language: Language,
): { text: string; html: string } {
  const { chat, messages } = notice;
  const words = sentences[language];
  const name = nameOf(notice);
  const link = `${origin}/chats/${chat.uri}/${messages[0]?.sequence ?? ''}`;
  const head = `<h2 style="margin:0 0 12px;font-size:19px"><bdi>${escapeHtml(name)}</bdi></h2>`;
  const button = mailButton(link, words.open);
  const count = countOf(messages.length, language);
  if (settings.notice_texts === false)
    return { text: `${name}\n\n${count}\n${link}`, html: `${head}<p>${count}</p>${button}` };
  const shown = messages.slice(-length);
  const isCut = shown.length < messages.length;
  const clock = clockOf(settings, language);
  return {
    text: [
      name,
      ...(isCut ? [count] : []),
      ...shown.map((message) => `${message.author.name}, ${clock(message)}:\n${wordsOf(message)}`),
      link,
    ].join('\n\n'),
    html: `${head}${isCut ? `<p>${count}</p>` : ''}${shown.map((message) => toHtml(message, clock(message))).join('')}${button}`,
  };
}

const toHtml = (message: Message, time: string): string =>
  `<div style="margin:0 0 14px"><div style="font-size:13px;color:#767b86"><bdi style="font-weight:600">${escapeHtml(message.author.name)}</bdi> · ${escapeHtml(time)}</div><div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(wordsOf(message))}</div></div>`;

/** By the clock of the person, as far as that is known. */
function clockOf({ time_zone }: Settings, language: Language): (message: Message) => string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: time_zone ?? 'UTC',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(time_zone === undefined && { timeZoneName: 'short' }),
  });
  return ({ at }) => format.format(new Date(at));
}

/** The same for the same notices, of what may stand in a Message-ID without quotes. */
function idOf(notices: readonly Notice[]): string {
  const ids = notices.map(({ id }) => id).join(' ');
  if (notices.length === 1) return ids.replaceAll(/[^\w.-]/g, '.');
  return `digest.${createHash('sha256').update(ids).digest('base64url')}`;
}

const sentences = {
  en: {
    subject: 'Messages:',
    digest: 'Messages that you have missed',
    open: 'Open the chat',
    replies: "Replies to this mail aren't read by anybody.",
    why: 'It came because you chose in the settings to be told of messages by mail.',
    stop: 'No more mails of messages',
    end: 'No more mails of messages:',
  },
  pl: {
    subject: 'Wiadomości:',
    digest: 'Wiadomości, które Cię ominęły',
    open: 'Otwórz czat',
    replies: 'Odpowiedzi na ten e-mail nikt nie czyta.',
    why: 'Przyszedł, bo w ustawieniach wybrano powiadomienia o wiadomościach e-mailem.',
    stop: 'Nie chcę więcej takich e-maili',
    end: 'Nie chcę więcej takich e-maili:',
  },
} satisfies Record<Language, Record<string, string>>;
