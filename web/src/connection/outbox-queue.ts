import { createBackOff, type BackOff } from './back-off.ts';
import type { OtherTabs } from './other-tabs.ts';
import { isRefused, mayPassLater, Refused } from './problems.ts';
import { createUnsentList, lateAfter, type NewMessage, type UnsentListOptions } from './unsent-list.ts';
import type { Unsent } from './unsent.ts';

export interface OutboxOptions<Answer> extends Pick<UnsentListOptions, 'user' | 'store' | 'onChange'> {
  tabs: OtherTabs<Posted<Answer>>;
  post(message: Unsent): Promise<Answer>;
  onPosted(message: Unsent, answer: Answer): void;
  backOff?: () => BackOff;
  now?: () => number;
}
/** What a tab tells the others when the server has a message. */
export interface Posted<Answer> {
  id: string;
  answer: Answer;
}

interface Queue {
  /** The client id of the message that is being sent. */
  current: string;
  backOff: BackOff;
  wake(): void;
}

/**
 * What one person wrote in this browser and isn't known to be with the server. It is kept first; then the messages of a
 * chat go out one after another, in the order in which they were written, each until the server has it or refuses it.
 * A repeat does no harm: the server knows the client id.
 */
export function createOutbox<Answer>(options: OutboxOptions<Answer>) {
  const { user, store, tabs, post, onPosted } = options;
  const { backOff = () => createBackOff({ most: 15_000 }), now = Date.now } = options;
  /** Written or tried again in this tab. */
  const own = new Set<string>();
  const queues = new Map<string, Queue>();
  let stopped = false;

  const list = createUnsentList({
    user,
    store,
    now,
    onKept: () => tabs.tell(null),
    onChange(messages) {
      if (!stopped) options.onChange(messages);
      for (const queue of queues.values()) if (!list.isWaiting(queue.current)) queue.wake();
    },
  });

  async function run(chat: string) {
    if (queues.has(chat)) return;
    const queue: Queue = { current: '', backOff: backOff(), wake: () => {} };
    queues.set(chat, queue);
    for (let next = list.nextOf(chat); next; next = list.nextOf(chat)) {
      queue.current = next.client_id;
      await send(next, queue);
    }
    queues.delete(chat);
  }

  async function send(message: Unsent, queue: Queue) {
    const isOurs = own.has(message.client_id) || tabs.goesFirst();
    const head = isOurs ? 0 : Math.min(message.created + lateAfter - now(), lateAfter);
    const wait = head > 0 ? head : await tabs.inTurn(message.chat, () => attempt(message, queue));
    if (wait > 0 && !stopped && list.isWaiting(message.client_id)) await pause(wait, queue);
  }

  /** Milliseconds to wait before the next try. */
  async function attempt({ client_id: id, chat }: Unsent, queue: Queue): Promise<number> {
    // Another tab may have sent it in its turn. And reading waits for what is still being written.
    await list.refresh();
    const message = list.nextOf(chat);
    if (message?.client_id !== id) return 0;
    try {
      const answer = await post(message);
      queue.backOff.reset();
      tabs.tell({ id, answer });
      posted({ id, answer });
    } catch (problem) {
      if (!list.isWaiting(id)) return 0;
      // The id was made by chance: it stands for this very message, which was changed after it had come through.
      if (isRefused(problem, 409)) list.remove(id);
      else if (mayPassLater(problem) || isRefused(problem, 401)) return delay(problem, queue);
      else list.refuse(id, problem);
    }
    return 0;
  }

  function posted({ id, answer }: Posted<Answer>) {
    const message = list.find(id);
    if (message && !stopped) onPosted(message, answer);
    list.remove(id);
  }

  function delay(problem: unknown, queue: Queue): number {
    const asked = problem instanceof Refused ? (problem.retryAfter ?? 0) : 0;
    // This is no trouble that grows: the chat has its pace.
    if (asked > 0 && isRefused(problem, 429) && problem.code === 'slow_mode') return asked;
    return Math.max(asked, queue.backOff.next());
  }

  function pause(time: number, queue: Queue) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      queue.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function look() {
    await list.refresh();
    list.chats().forEach((chat) => void run(chat));
  }
  tabs.onTold((news) => {
    if (news) posted(news);
    else void look();
  });
  void look();

  return {
    async add(message: NewMessage) {
      own.add(message.client_id);
      await list.add(message);
      await run(message.chat);
    },
    remove: list.remove,
    /** The log has it, however that was heard. */
    settle: list.remove,
    retry(id: string) {
      const message = list.find(id);
      if (!message) return;
      own.add(id);
      list.begin(id);
      queues.get(message.chat)?.wake();
      void run(message.chat);
    },
    /** The server is back: nobody waits for a timer. */
    wakeAll() {
      queues.forEach((queue) => queue.wake());
      void look();
    },
    isOnlyHere: list.isOnlyHere,
    stop() {
      stopped = true;
      list.stop();
      queues.forEach((queue) => queue.wake());
      tabs.close();
    },
  };
}
