import type { ServerFrame } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useConnection } from '../connection/index.ts';
import type { SocketStatus } from '../connection/socket.ts';
import { useChatSettings } from './chat-settings.ts';
import { useChats } from './chats.ts';
import { useDrafts } from './drafts.ts';
import { useEditing } from './editing.ts';
import { useMessages } from './messages.ts';
import { useOutbox } from './outbox.ts';
import { usePresence } from './presence.ts';
import { useReactions } from './reactions.ts';
import { useReading } from './reading.ts';
import { useReplying } from './replying.ts';
import { useSession } from './session.ts';
import { useJoining } from './joining.ts';
import { useTyping } from './typing.ts';
import { again } from './again.ts';

type Handlers = { [Type in ServerFrame['type']]: (frame: Extract<ServerFrame, { type: Type }>) => void };

/** The socket, open while somebody is signed in, and where each of its frames goes. */
export const useLive = defineStore('live', () => {
  const connection = useConnection();
  const session = useSession();
  const chats = useChats();
  const settings = useChatSettings();
  const editing = useEditing();
  const messages = useMessages();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const reactions = useReactions();
  const reading = useReading();
  const replying = useReplying();
  const joining = useJoining();
  const typing = useTyping();
  const presence = usePresence();

  const status = ref<SocketStatus>('idle');
  const epoch = ref<string | null>(null);
  /** The chats named in the last hello: of these, what `ready` doesn't name is gone. */
  let named: string[] = [];
  /** What comes before `ready` is what was missed. */
  let isCatchingUp = true;

  const handlers = {
    event: (frame) => {
      if (isCatchingUp) chats.miss(frame.chat, frame.sequence);
      chats.receive(frame);
    },
    ready: (frame) => {
      isCatchingUp = false;
      epoch.value = frame.epoch;
      session.changed(frame.user, frame.settings);
      named.filter((uri) => !(uri in frame.chats)).forEach(chats.remove);
      for (const [uri, head] of Object.entries(frame.chats)) {
        chats.miss(uri, head);
        chats.expect(uri, head);
      }
      void refreshList();
      outbox.wakeAll();
      reading.flush();
      presence.tell();
    },
    reset: (frame) => void again(() => chats.reset(frame.chat, frame.sequence)),
    chat_added: (frame) => {
      chats.expect(frame.chat, frame.sequence);
      presence.tell();
      if (!chats.chats.has(frame.chat)) void again(() => chats.loadDetails(frame.chat));
    },
    chat_removed: (frame) => chats.remove(frame.chat),
    user_changed: (frame) => session.changed(frame.user, frame.settings),
    read: (frame) => reading.heard(frame.chat, frame.sequence),
    chat_settings: (frame) => settings.heard(frame.chat, frame.settings),
    held: (frame) => {
      if (frame.state === 'approved') chats.change(frame.chat, { trusted: true });
      // The answer to the same post says what became of it.
      outbox.retry(frame.client_id);
    },
    muted: (frame) => chats.change(frame.chat, { muted_until: frame.until }),
    waiting: (frame) => chats.change(frame.chat, { waiting: frame.waiting }),
    unread: (frame) => reading.heardUnread(frame.chat, frame.sequence),
    request_answered: (frame) => joining.answers.set(frame.link, frame.let_in),
    typing: (frame) => frame.user.id !== session.self?.id && typing.heard(frame.chat, frame.user),
    presence: (frame) => presence.heard(frame.chat, frame),
    reads: (frame) => presence.heardReads(frame.chat, frame.marks),
    pong: () => {},
    reconnect: () => {},
  } satisfies Handlers;

  const socket = connection.openSocket({
    hello: () => {
      isCatchingUp = true;
      const positions = chats.positions();
      named = Object.keys(positions);
      return { epoch: epoch.value, chats: positions };
    },
    onFrame: (frame) => (handlers[frame.type] as (frame: ServerFrame) => void)(frame),
    onStatus: (next) => {
      status.value = next;
      if (next === 'waiting') presence.forget();
    },
    onSessionEnded: () => connection.onSessionEnded.forEach((tell) => tell()),
  });
  reading.sendBy(socket.send);
  presence.sendBy(socket.send);

  chats.listeners.add((event) => {
    if (event.kind !== 'message_posted') return;
    typing.stopped(event.chat, event.message.user.id);
    const { client_id, user } = event.message;
    if (client_id && user.id === session.self?.id) outbox.settle(client_id);
  });

  /** New chats, and what stands in no chat's log: settings and read marks of other devices. */
  async function refreshList() {
    const before = new Map(chats.chats);
    const listed = await chats.loadList();
    settings.refresh(listed, before);
    for (const chat of listed) {
      reading.heardBack(chat.uri, chat.read_sequence, chat.unread_from);
      chats.change(chat.uri, { waiting: chat.waiting, muted_until: chat.muted_until, trusted: chat.trusted });
    }
  }

  function begin(user: number) {
    outbox.begin(user);
    drafts.begin(user);
    replying.begin(user);
    reading.begin(user);
    void chats.loadList();
    socket.start();
  }

  function end() {
    socket.stop();
    epoch.value = null;
    const stores = [chats, messages, editing, outbox, drafts, replying, reactions, typing, reading, presence];
    stores.forEach((store) => store.clear());
  }

  watch(
    () => session.self?.id,
    (id, before) => {
      if (before !== undefined) end();
      if (id !== undefined) begin(id);
    },
    { immediate: true },
  );

  return { status, epoch, send: socket.send, wake: socket.wake };
});
