import { WebSocket } from 'ws';
import type { EventFrame, ServerFrame } from '@chatire/protocol';
import type { Person } from '../person.ts';
import type { Record } from '../record.ts';
import { fetchState, stateAfter, type ChatState } from './chat-state.ts';

/** A page as small as it can be told: it holds what it fetched and what the frames made of it, and nothing else. */
export interface Page {
  person: Person;
  state(uri: string): ChatState | undefined;
  /** Begins with what somebody else has fetched: it only spares the server that. */
  begin(uri: string, state: ChatState): void;
  isReady(): boolean;
  /** Comes back with what it holds, on one of the servers; nothing when it is connected. */
  resume(): void;
  cut(): void;
  /** What the server did that PROTOCOL.md rules out. */
  violations: string[];
}

/** `record`: for those who never leave, so that everything that is acknowledged must be shown to them. */
export function createPage(
  person: Person,
  sockets: readonly string[],
  record: Record | undefined,
  name: string,
): Page {
  const states = new Map<string, ChatState>();
  /** Events of chats that are being fetched. */
  const early = new Map<string, EventFrame[]>();
  const violations: string[] = [];
  let epoch: string | null = null;
  let socket: WebSocket | undefined;
  let ready = false;

  function resume(): void {
    if (socket) return;
    const mine = new WebSocket(`${sockets[Math.floor(Math.random() * sockets.length)]}/ws`);
    socket = mine;
    /** The last number that this socket has said of each chat; after `chat_removed` it says nothing. */
    const said = new Map<string, number | 'gone'>();

    const handlers = {
      event(frame) {
        const last = said.get(frame.chat);
        if (last === 'gone') return blame(`heard ${frame.kind} ${frame.sequence} after leaving`);
        if (last !== undefined && frame.sequence !== last + 1)
          blame(`was sent ${frame.sequence} after ${last}`);
        said.set(frame.chat, frame.sequence);
        const held = early.get(frame.chat);
        if (held) held.push(frame);
        else apply(frame);
      },
      reset(frame) {
        said.set(frame.chat, frame.sequence);
        void load(frame.chat);
      },
      chat_added(frame) {
        said.set(frame.chat, frame.sequence);
        void load(frame.chat);
      },
      chat_removed(frame) {
        said.set(frame.chat, 'gone');
        forget(frame.chat);
      },
      ready(frame) {
        epoch = frame.epoch;
        for (const uri of named) if (!(uri in frame.chats)) forget(uri);
        for (const uri of Object.keys(frame.chats)) if (!states.has(uri) && !early.has(uri)) void load(uri);
        ready = true;
      },
      user_changed: () => undefined,
      read: () => undefined,
      chat_settings: () => undefined,
      held: () => undefined,
      muted: () => undefined,
      request_answered: () => undefined,
      waiting: () => undefined,
      unread: () => undefined,
      typing: () => undefined,
      presence: () => undefined,
      reads: () => undefined,
      pong: () => undefined,
      reconnect: () => undefined,
    } satisfies { [Type in ServerFrame['type']]: (frame: Extract<ServerFrame, { type: Type }>) => void };

    let named: string[] = [];
    async function greet(): Promise<void> {
      const token = await person.token();
      const chats = Object.fromEntries([...states].map(([uri, { sequence }]) => [uri, sequence]));
      named = Object.keys(chats);
      for (const [uri, sequence] of Object.entries(chats)) said.set(uri, sequence);
      mine.send(JSON.stringify({ type: 'hello', token, epoch, chats }));
    }
    mine.on('open', () => void greet());
    mine.on('message', (data) => {
      if (socket !== mine) return;
      const frame = JSON.parse(String(data)) as ServerFrame;
      (handlers[frame.type] as (frame: ServerFrame) => void)(frame);
    });
    mine.on('error', () => undefined);
    mine.on('close', (code) => {
      if (socket === mine) blame(`was closed with ${code}`);
    });
  }

  function apply(event: EventFrame): void {
    const state = states.get(event.chat);
    // Not held yet: `ready` is about to name the chat, and it will be fetched.
    if (!state || event.sequence <= state.sequence) return;
    if (event.sequence !== state.sequence + 1)
      blame(`stands at ${state.sequence} and is sent ${event.sequence}`);
    states.set(event.chat, stateAfter(state, event));
    const clientId = event.kind === 'message_posted' ? event.message.client_id : null;
    record?.shown(name, event.chat, event.sequence, clientId);
  }

  async function load(uri: string): Promise<void> {
    const held: EventFrame[] = [];
    early.set(uri, held);
    states.delete(uri);
    const state = await fetchState(person, uri).catch(() => undefined);
    // Begun again, or forgotten, in the meantime.
    if (early.get(uri) !== held) return;
    early.delete(uri);
    if (!state) return;
    begin(uri, state);
    for (const event of held) apply(event);
  }

  function begin(uri: string, state: ChatState): void {
    states.set(uri, state);
    record?.startsAt(name, uri, state.sequence);
  }

  function forget(uri: string): void {
    states.delete(uri);
    early.delete(uri);
  }

  const blame = (what: string) => void violations.push(`${name} ${what}`);

  return {
    person,
    violations,
    state: (uri) => states.get(uri),
    begin,
    isReady: () => ready && early.size === 0,
    resume,
    cut() {
      const cut = socket;
      socket = undefined;
      ready = false;
      early.clear();
      cut?.terminate();
    },
  };
}
