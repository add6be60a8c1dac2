import { type EventFrame, plainText } from '@chatire/protocol';
import { useEventListener } from '@vueuse/core';
import { onScopeDispose, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { alertOf } from '../alerts/alert-of.ts';
import { closeAll, closeRead, notify, openBy, permission } from '../alerts/notifications.ts';
import { playSound, unlockSound } from '../alerts/play-sound.ts';
import { isQuiet } from '../alerts/quiet-hours.ts';
import { createRinging, type RingNews } from '../alerts/ring-in-one-tab.ts';
import { missWhileAway } from '../alerts/suggestion.ts';
import { unreadTotal } from '../alerts/unread-total.ts';
import { createOtherTabs } from '../connection/other-tabs.ts';
import { useTexts } from '../locales/texts.ts';
import { ownName } from '../own-address.ts';
import { useChats } from '../stores/chats.ts';
import { usePreferences } from '../stores/preferences.ts';
import { useSession } from '../stores/session.ts';
import { useChatName } from './useChatName.ts';

/** Milliseconds between two sounds: a lively chat isn't an alarm. */
const pause = 2_500;

type Posted = Extract<EventFrame, { kind: 'message_posted' }>;

/** Tells of messages: by sounds, notifications and the number on the page's icon. What for, `alertOf` decides. */
export function useAlerts() {
  const { t } = useTexts();
  const route = useRoute();
  const router = useRouter();
  const chats = useChats();
  const session = useSession();
  const preferences = usePreferences();
  const nameOf = useChatName();
  const isLooking = () => document.visibilityState === 'visible' && document.hasFocus();
  const tabs = createOtherTabs<RingNews>(ownName('chatire alerts'));
  const mayRing = createRinging(tabs, isLooking);
  let rang = -Infinity;
  /** The newest message of each chat that is about to be told of. */
  let waiting: Map<string, Posted> | null = null;

  function judge({ chat: uri, message, mentioned, sequence }: Posted) {
    const chat = chats.chats.get(uri);
    if (!chat) return 'silent';
    const isOpen = route.name === 'chats' && route.params['uri'] === uri;
    return alertOf({
      isOwn: message.user.id === session.self?.id,
      isDeleted: message.deleted_at !== null,
      isRead: sequence <= chat.read_sequence,
      isNamed: mentioned === 'all' || mentioned.includes(session.self?.id ?? 0),
      level: chat.settings.level,
      looking: !isLooking() ? 'away' : isOpen ? 'here' : 'page',
      isQuietTime: isQuiet(preferences.quiet_hours, new Date()),
      mayNotify: preferences.notify && permission() === 'granted',
    });
  }
  const isLoud = (event: Posted) => ['sound', 'notify'].includes(judge(event));

  async function hear(event: EventFrame) {
    if (event.kind !== 'message_posted' || !isLoud(event)) return;
    if (waiting) return void waiting.set(event.chat, event);
    const mine = (waiting = new Map([[event.chat, event]]));
    const isMine = await mayRing();
    waiting = null;
    missWhileAway();
    // Some may have been read meanwhile, or the person has come back.
    const loud = [...mine.values()].filter(isLoud);
    if (!isMine || loud.length === 0) return;
    ring();
    for (const one of loud) if (judge(one) === 'notify') show(one);
  }

  function ring() {
    if (preferences.sound === 'none' || performance.now() - rang < pause) return;
    rang = performance.now();
    playSound(preferences.sound, preferences.volume);
  }

  function show({ chat: uri, sequence, message }: Posted) {
    const chat = chats.chats.get(uri);
    if (!chat) return;
    const text = plainText(message.message).slice(0, 200);
    notify({
      chat: uri,
      sequence,
      title: nameOf(chat),
      body: chat.member_count > 2 ? t('chats.by', { name: message.user.name, text }) : text,
      icon: chat.picture ?? message.user.picture,
    });
  }

  openBy((path) => void router.push(path));
  useEventListener(window, ['pointerdown', 'keydown'], () => void unlockSound(), { passive: true });
  const listener = (event: EventFrame) => void hear(event);
  chats.listeners.add(listener);
  onScopeDispose(() => {
    chats.listeners.delete(listener);
    tabs.close();
  });

  watch(
    () => unreadTotal(chats.chats.values()),
    // Without a network there may be nothing to draw with; the next number tries again.
    (count) =>
      void import('../alerts/favicon.ts').then(
        ({ showOnIcon }) => showOnIcon(count),
        () => {},
      ),
  );
  watch(
    () => [...chats.chats.values()].reduce((sum, chat) => sum + chat.read_sequence, 0),
    () => void closeRead(new Map([...chats.chats].map(([uri, chat]) => [uri, chat.read_sequence]))),
  );
  watch(
    () => session.state,
    (state) => void (state === 'out' && closeAll()),
  );
}
