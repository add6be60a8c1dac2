import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  lifetimeOf,
  messageAfter,
  type ChatDetails,
  type EventFrame,
  type Lifetime,
  type Member,
  type Message,
  type Role,
} from '@chatire/protocol';
import {
  createClient,
  dot,
  edit,
  erase,
  history,
  join,
  password,
  post,
  putPicture,
  react,
  signUp,
  startChat,
  wholeHistory,
  type Client,
  type Person,
} from './client.ts';
import { openDatabase, type Database } from '../src/database/database.ts';
import { deleteOldMessages } from '../src/retention/delete-old-messages.ts';
import { connect, type TestSocket } from './socket.ts';
import { useServer } from './use-server.ts';

const server = useServer();
const runs = 25;
let db: Database;
beforeAll(async () => {
  db = openDatabase(server.database.connection, () => undefined);
  await sql`update settings set retention_days = 7`.execute(db);
});
afterAll(() => db.destroy());

/** What a page shows of a chat. */
interface State extends Lifetime {
  sequence: number;
  name: string | null;
  picture: string | null;
  topic: string | null;
  emoji: string | null;
  link_enabled: boolean;
  link_code: string;
  history_for_new: number | null;
  slow_mode: number;
  hold_newcomers: boolean;
  members: Member[];
  messages: Message[];
  /** null: has to be asked for, since messages that named the person were deleted. */
  mention_count: number | null;
}

type Step =
  | { do: 'post'; who: number; copies: number; names: string; answers: number | null }
  | { do: 'react' | 'unreact'; who: number; back: number; emoji: string }
  | { do: 'edit' | 'erase'; who: number; back: number }
  | { do: 'guest' | 'keep' | 'cut' | 'leave' | 'return' }
  | { do: 'name' | 'picture'; who: number }
  | { do: 'vanish'; messages: 'keep' | 'delete' }
  | { do: 'role'; of: number; role: Role }
  | { do: 'renew' }
  | { do: 'rename'; name: string }
  | { do: 'link'; on: boolean }
  | { do: 'slow'; seconds: number }
  | { do: 'age'; keeps: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('post'),
      who: fc.nat(9),
      copies: fc.integer({ min: 1, max: 3 }),
      names: fc.constantFrom('', '', '@watcher', '@all'),
      answers: fc.option(fc.nat(5), { freq: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('react', 'react', 'unreact'),
      who: fc.nat(9),
      back: fc.nat(3),
      emoji: fc.constantFrom('👍', '🎉'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('edit', 'erase'),
      who: fc.nat(9),
      back: fc.nat(5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('guest', 'keep', 'cut', 'leave', 'return') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('name', 'picture'), who: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('vanish'), messages: fc.constantFrom('keep', 'delete') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('role'),
      of: fc.nat(5),
      role: fc.constantFrom('owner', 'moderator', 'member', 'reader'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('rename'), name: fc.constantFrom('', 'Crew', 'Żółw 🐢') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link'), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('age'), keeps: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('slow'), seconds: fc.constantFrom(0, 10) }) },
) as fc.Arbitrary<Step>;

test('whatever happens, in whatever mixture and with whatever cuts: state plus events is the state fetched afresh', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
      // How many of three messages the watcher sees that were there before.
      fc.constantFrom(null, 0, 2),
      async (rounds, history_for_new) => {
        const [owner, watcher, wanderer] = (await Promise.all([1, 2, 3].map(() => signUp(server.url)))) as [
          Person,
          Person,
          Person,
        ];
        const { uri } = await startChat(owner);
        for (const text of ['one', 'two', 'three']) await post(owner, uri, text);
        await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new });
        await join(watcher, uri);
        const chat: Playground = {
          uri,
          owner,
          watcher,
          writers: [owner, watcher, wanderer],
          guests: [],
          wanderer,
        };
        const apply = applyFor(watcher.user.id);

        let state = await fetchState(watcher, uri);
        let socket = await connect(watcher, {});
        const { epoch } = await socket.waitForType('ready');
        for (const round of rounds) {
          // The steps of a round run at once.
          await Promise.all(round.map(async (step) => (step.do === 'cut' ? undefined : play(step, chat))));
          if (!round.some((step) => step.do === 'cut')) continue;
          await socket.close();
          state = socket.events().reduce(apply, state);
          socket = await connect(watcher, { epoch, chats: { [uri]: state.sequence } });
        }
        // Nobody told of what was deleted because of its age.
        if (rounds.flat().some((step) => step.do === 'age'))
          for (const writer of chat.writers)
            await writer.call('POST', `/api/chats/${uri}/messages/`, { message: 'the last' });
        // What a request didn't wait for, a job does.
        await vi.waitFor(
          async () => expect((await sql`select from deletions`.execute(db)).rows).toEqual([]),
          30_000,
        );
        const afresh = await fetchState(watcher, uri);
        await caughtUp(socket, state, afresh.sequence);
        await socket.close();
        const reached = socket.events().reduce(apply, state);
        expect(reached).toEqual(reached.mention_count === null ? { ...afresh, mention_count: null } : afresh);
      },
    ),
    { numRuns: runs },
  );
});

interface Playground {
  uri: string;
  owner: Person;
  watcher: Person;
  writers: Client[];
  guests: Client[];
  /** Comes and goes. */
  wanderer: Person;
}

async function play(step: Exclude<Step, { do: 'cut' }>, chat: Playground): Promise<void> {
  const path = `/api/chats/${chat.uri}/`;
  switch (step.do) {
    case 'post': {
      const writer = chat.writers[step.who % chat.writers.length]!;
      const answered = step.answers === null ? undefined : await messageAt(chat, step.answers);
      const names = step.names.replace('watcher', chat.watcher.user.name);
      const message = `from ${step.who} ${names}`;
      const body = { message, client_id: randomUUID(), ...(answered && { reply_to: answered.id }) };
      await Promise.all(
        Array.from({ length: step.copies }, () => writer.call('POST', `${path}messages/`, body)),
      );
      return;
    }
    case 'edit':
    case 'erase': {
      const writer = chat.writers[step.who % chat.writers.length]!;
      const message = await messageAt(chat, step.back);
      if (!message) return;
      const text = `edited by ${step.who} @${chat.watcher.user.name}`;
      await (step.do === 'edit'
        ? edit(writer, chat.uri, message.id, text)
        : erase(writer, chat.uri, message.id));
      return;
    }
    case 'react':
    case 'unreact': {
      const writer = chat.writers[step.who % chat.writers.length]!;
      const message = await messageAt(chat, step.back);
      if (message) await react(writer, chat.uri, message.id, step.emoji, step.do === 'react');
      return;
    }
    case 'guest': {
      const guest = createClient(server.url);
      const answer = await guest.call<{ auth_token: string }>('POST', `${path}guests/`, { name: 'Ines' });
      if (answer.status !== 201) return;
      guest.token = answer.body.auth_token;
      chat.writers.push(guest);
      chat.guests.push(guest);
      return;
    }
    case 'keep': {
      const username = `kept-${randomUUID().slice(0, 8)}`;
      await chat.guests.pop()?.call('POST', '/auth/users/keep/', { username, password });
      return;
    }
    case 'name':
      await chat.writers[step.who % chat.writers.length]!.call('PATCH', '/api/users/me/', {
        name: `Name ${step.who}`,
      });
      return;
    case 'picture': {
      const writer = chat.writers[step.who % chat.writers.length]!;
      await putPicture(writer, '/api/users/me/picture/', dot);
      await putPicture(chat.owner, `${path}picture/`, dot);
      return;
    }
    case 'vanish':
      await chat.guests.pop()?.call('POST', '/api/users/me/delete/', { messages: step.messages });
      return;
    case 'leave':
    case 'return': {
      const { wanderer } = chat;
      if (step.do === 'return') await join(wanderer, chat.uri);
      else await wanderer.call('DELETE', `${path}members/${wanderer.user.id}/`);
      return;
    }
    case 'role': {
      // The chat may have been handed over: then the first owner, a moderator by now, still sees it.
      const { body } = await chat.owner.call<ChatDetails>('GET', path);
      const member = body.members[step.of % body.members.length]!;
      for (const caller of chat.writers)
        await caller.call('PATCH', `${path}members/${member.id}/`, { role: step.role });
      return;
    }
    case 'renew':
      await chat.owner.call('POST', `${path}link/`);
      return;
    case 'rename':
      await chat.owner.call('PATCH', path, {
        name: step.name,
        topic: step.name,
        emoji: step.name && '🐢',
        history_for_new: step.name.length,
        retention_days: step.name.length || null,
        ends_after_days: step.name.length || null,
      });
      return;
    case 'link':
      await chat.owner.call('PATCH', path, { link_enabled: step.on });
      return;
    case 'age': {
      // Older than the server keeps, but for the newest few.
      await sql`
        update messages set created_at = created_at - interval '8 days'
        where chat_id = (select id from chats where uri = ${chat.uri}) and created_at > now() - interval '7 days' and id not in (
          select id from messages where chat_id = (select id from chats where uri = ${chat.uri}) order by sequence desc limit ${step.keeps}
        )`.execute(db);
      return deleteOldMessages({ db, announce: () => undefined });
    }
    case 'slow':
      await chat.owner.call('PATCH', path, { slow_mode: step.seconds });
  }
}

async function messageAt(chat: Playground, back: number): Promise<Message | undefined> {
  return (await history(chat.owner, chat.uri)).messages.at(-1 - back);
}

async function fetchState(person: Client, uri: string): Promise<State> {
  const { body } = await person.call<ChatDetails>('GET', `/api/chats/${uri}/`);
  const { sequence, name, topic, emoji, picture, members, mention_count } = body;
  const { link_enabled, link_code, history_for_new, slow_mode, hold_newcomers } = body;
  const messages = await wholeHistory(person, uri);
  const named = {
    name,
    topic,
    emoji,
    picture,
    link_enabled,
    link_code,
    history_for_new,
    slow_mode,
    hold_newcomers,
    ...lifetimeOf(body),
  };
  return { ...named, sequence, members, mention_count, messages };
}

/** The rule of PROTOCOL.md; a gap fails the test, as the server's events to one socket have none. */
const applyFor =
  (selfId: number) =>
  (state: State, event: EventFrame): State => {
    if (event.sequence <= state.sequence) return state;
    expect(event.sequence).toBe(state.sequence + 1);
    const next = { ...state, sequence: event.sequence };
    switch (event.kind) {
      case 'message_posted': {
        const { message, mentioned } = event;
        const isNamed = mentioned === 'all' || mentioned.includes(selfId);
        const { mention_count: before } = state;
        const mention_count = before === null ? null : before + Number(isNamed && message.user.id !== selfId);
        return { ...next, mention_count, messages: [...state.messages, message] };
      }
      case 'message_edited':
      case 'message_deleted':
      case 'reaction_added':
      case 'reaction_removed':
        return { ...next, messages: state.messages.map((one) => messageAfter(one, event)) };
      case 'member_joined':
        return { ...next, members: [...state.members, event.member] };
      case 'member_left':
        return { ...next, members: state.members.filter((member) => member.id !== event.user.id) };
      case 'member_updated': {
        const { role: _role, joined_at: _joinedAt, joined_sequence: _joinedSequence, ...user } = event.member;
        return {
          ...next,
          members: state.members
            .map((member) => (member.id === user.id ? event.member : member))
            .toSorted(ownerFirst),
          messages: state.messages.map((message) => ({
            ...message,
            user: message.user.id === user.id ? user : message.user,
            reply_to: message.reply_to && {
              ...message.reply_to,
              user: message.reply_to.user?.id === user.id ? user : message.reply_to.user,
            },
          })),
        };
      }
      case 'chat_updated': {
        const {
          name,
          topic,
          emoji,
          picture,
          link_enabled,
          link_code,
          history_for_new,
          slow_mode,
          hold_newcomers,
        } = event;
        return {
          ...next,
          name,
          topic,
          emoji,
          picture,
          link_enabled,
          link_code,
          history_for_new,
          slow_mode,
          hold_newcomers,
          ...lifetimeOf(event),
          mention_count: event.kept_from > state.kept_from ? null : state.mention_count,
          messages: state.messages
            .filter((one) => one.sequence >= event.kept_from)
            .map((one) => (quotesOld(one, event.kept_from) ? { ...one, reply_to: null } : one)),
        };
      }
      case 'hidden':
        return next;
    }
  };

const quotesOld = ({ reply_to }: Message, from: number) => reply_to !== null && reply_to.sequence < from;

const ownerFirst = (a: Member, b: Member) =>
  Number(b.role === 'owner') - Number(a.role === 'owner') || a.joined_sequence - b.joined_sequence;

async function caughtUp(socket: TestSocket, state: State, sequence: number): Promise<void> {
  if (state.sequence < sequence)
    await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === sequence);
}
