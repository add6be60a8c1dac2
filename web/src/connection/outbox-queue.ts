import { createBackOff, type BackOff } from './back-off.ts';
import { mayPassLater, Refused } from './problems.ts';

export interface Unsent {
  client_id: string;
  chat: string;
  text: string;
  /** Milliseconds since 1970. */
  created: number;
  /** `late`: it goes on being tried, but the person should know. `refused`: the server said no, `problem` why. */
  state: 'sending' | 'late' | 'refused';
  problem: unknown;
}

export interface OutboxOptions<Answer> {
  post(message: Unsent): Promise<Answer>;
  onPosted(message: Unsent, answer: Answer): void;
  onChange(messages: readonly Unsent[]): void;
  backOff?: () => BackOff;
  now?: () => number;
}

/** Milliseconds after which a message that hasn't got through is shown as late. */
export const lateAfter = 8_000;

/**
 * What was written and isn't known to be stored. In a chat the messages go out one after another, in the
 * order in which they were written, each until the server has it or refuses it. A repeat does no harm: the
 * server knows the client id.
 */
export function createOutbox<Answer>(options: OutboxOptions<Answer>) {
  const {
    post,
    onPosted,
    onChange,
    backOff = () => createBackOff({ most: 15_000 }),
    now = Date.now,
  } = options;
  let messages: readonly Unsent[] = [];
  const queues = new Map<string, { wake: () => void; backOff: BackOff }>();

  function set(next: readonly Unsent[]) {
    onChange((messages = next));
  }

  const find = (id: string) => messages.find(({ client_id }) => client_id === id);
  const change = (id: string, part: Partial<Unsent>) =>
    set(messages.map((message) => (message.client_id === id ? { ...message, ...part } : message)));
  const remove = (id: string) => find(id) && set(messages.filter(({ client_id }) => client_id !== id));
  const nextOf = (chat: string) => messages.find((one) => one.chat === chat && one.state !== 'refused');

  async function run(chat: string) {
    if (queues.has(chat)) return;
    const queue = { wake: () => {}, backOff: backOff() };
    queues.set(chat, queue);
    for (let next = nextOf(chat); next; next = nextOf(chat)) await send(next, queue);
    queues.delete(chat);
  }

  async function send(message: Unsent, queue: { wake: () => void; backOff: BackOff }) {
    const id = message.client_id;
    const showLate = () => find(id)?.state === 'sending' && change(id, { state: 'late' });
    const lateTimer = setTimeout(showLate, Math.max(0, message.created + lateAfter - now()));
    try {
      const answer = await post(message);
      queue.backOff.reset();
      onPosted(message, answer);
      remove(id);
    } catch (problem) {
      if (!find(id)) return;
      if (!mayPassLater(problem)) return change(id, { state: 'refused', problem });
      change(id, { problem });
      const wished = problem instanceof Refused ? (problem.retryAfter ?? 0) : 0;
      await pause(Math.max(wished, queue.backOff.next()), queue);
    } finally {
      clearTimeout(lateTimer);
    }
  }

  function pause(time: number, queue: { wake: () => void }) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      queue.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    add(message: Pick<Unsent, 'client_id' | 'chat' | 'text'>) {
      set([...messages, { ...message, created: now(), state: 'sending', problem: null }]);
      void run(message.chat);
    },
    /** The log has it, however that was heard. */
    settle: remove,
    remove(id: string) {
      const message = find(id);
      remove(id);
      if (message) queues.get(message.chat)?.wake();
    },
    retry(id: string) {
      const message = find(id);
      if (!message) return;
      change(id, { state: 'sending', problem: null, created: now() });
      queues.get(message.chat)?.wake();
      void run(message.chat);
    },
    /** The server is back: nobody waits for a timer. */
    wakeAll: () => queues.forEach((queue) => queue.wake()),
    clear: () => set([]),
  };
}
