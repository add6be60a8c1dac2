import { useTexts } from '../locales/texts.ts';
import { useTyping } from '../stores/typing.ts';

/** Who is typing in a chat, in words; empty when nobody is. */
export function useTypingSentence() {
  const { t } = useTexts();
  const typing = useTyping();
  return (uri: string): string => {
    const [a, b, ...more] = typing.people.get(uri) ?? [];
    if (!a) return '';
    if (!b) return t('message.typingOne', { a: a.name });
    if (!more.length) return t('message.typingTwo', { a: a.name, b: b.name });
    return t('message.typingMany', { a: a.name, count: more.length + 1 });
  };
}
