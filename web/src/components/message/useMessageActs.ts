import { ref, shallowRef } from 'vue';
import { copyText } from '../../composables/useCopy.ts';
import { useTexts } from '../../locales/texts.ts';
import { useChats } from '../../stores/chats.ts';
import { useEditing } from '../../stores/editing.ts';
import { useReplying } from '../../stores/replying.ts';
import { quoteOfRow, type MessageRow } from './rows.ts';

/** What single keys do to the message that has the focus, as its menu does. */
export function useMessageActs(uri: string) {
  const { t } = useTexts();
  const chats = useChats();
  const editing = useEditing();
  const replying = useReplying();
  /** It was asked for deleting: a dialog makes sure. */
  const deleting = shallowRef<MessageRow | null>(null);
  /** Said for a moment, since no menu is there to say it. */
  const said = ref('');
  let timer: ReturnType<typeof setTimeout>;

  async function copy({ text }: MessageRow) {
    const isCopied = await copyText(text);
    clearTimeout(timer);
    said.value = t(isCopied ? 'app.copied' : 'message.copyFailed');
    timer = setTimeout(() => (said.value = ''), isCopied ? 1_500 : 6_000);
  }
  const unlessDeleted = (act: (row: MessageRow) => unknown) => (row: MessageRow) =>
    void (row.deleted || act(row));

  const keys = {
    e: unlessDeleted((row) => row.own && chats.may(uri, 'post') && editing.begin(uri, row.sequence)),
    r: unlessDeleted((row) => chats.may(uri, 'post') && replying.set(uri, quoteOfRow(row))),
    c: unlessDeleted(copy),
    delete: unlessDeleted((row) => {
      if (row.own || chats.may(uri, 'delete_messages')) deleting.value = row;
    }),
  };
  return { keys, deleting, said };
}
