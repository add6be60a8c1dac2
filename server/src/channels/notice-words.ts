import { plainText, type Settings } from '@chatire/protocol';
import { mostMessages, type Notice } from './channel.ts';

export type Language = NonNullable<Settings['language']>;
type Message = Notice['messages'][number];

/** What the chat of a notice is called: by its name, else by those who wrote. */
export function nameOf({ chat, messages }: Notice): string {
  if (chat.name) return chat.name;
  return [...new Set(messages.map(({ author }) => author.name))].slice(0, 3).join(', ');
}

/** Whether it must be said who wrote what: between two, and where one person wrote in a chat without a name, the name says it. */
export function needsAuthors({ chat, messages }: Notice): boolean {
  return !chat.isDirect && (chat.name !== null || new Set(messages.map(({ author }) => author.id)).size > 1);
}

/** What a message says, without the signs of Markdown. */
export const wordsOf = ({ text }: Message): string => plainText(text).trim();

export function countOf(count: number, language: Language): string {
  return counted[language][rules[language].select(count)].replace('{n}', numberOf(count));
}

/** A notice that is full may not be all. */
export const numberOf = (count: number): string =>
  count < mostMessages ? String(count) : `${mostMessages}+`;

const rules = { en: new Intl.PluralRules('en'), pl: new Intl.PluralRules('pl') };
const counted = {
  en: forms('1 new message', '{n} new messages', '{n} new messages'),
  pl: forms('1 nowa wiadomość', '{n} nowe wiadomości', '{n} nowych wiadomości'),
};

function forms(one: string, few: string, many: string): Record<Intl.LDMLPluralRule, string> {
  return { zero: many, one, two: few, few, many, other: many };
}
