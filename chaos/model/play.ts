import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@chatire/protocol';
import { until } from '../installation.ts';
import { createGuest, startChat, type Person } from '../person.ts';
import { createRecord } from '../record.ts';
import { fourNoughts, judge, type Verdict } from '../verdict.ts';
import { fetchState, type ChatState } from './chat-state.ts';
import { createPage, type Page } from './page.ts';
import { pagesOf, stayers, type Schedule, type Step } from './schedule.ts';

export interface Stage {
  urls: () => string[];
  sockets: string[];
  /** Two accounts that take part in one run at a time. */
  owners: readonly [Person, Person];
}

/** Longer than a calm gateway's sweep: what only the sweep finds is late, not lost. */
const patience = 8_000;

/** Plays one schedule to its end and throws what was wrong. */
export async function play(stage: Stage, { chats, rounds }: Schedule): Promise<Verdict> {
  const record = createRecord();
  const [first, second] = stage.owners;
  const uris = [await startChat(first, [])];
  const guests = await Promise.all([1, 2].map(() => createGuest(stage.urls, uris[0]!)));
  const people = [first, guests[0]!, second, guests[1]!];
  await second.call('POST', `/api/chats/${uris[0]}/join/`);
  if (chats === 2) uris.push(await startChat(second, [first, guests[0]!]));
  const pages = pagesOf.map((who, index) =>
    createPage(people[who]!, stage.sockets, stayers.includes(who) ? record : undefined, `page ${index}`),
  );
  try {
    for (const uri of uris) {
      const state = await fetchState(first, uri);
      for (const page of pages)
        if (state?.members.some(({ id }) => id === page.person.userId)) page.begin(uri, state);
    }
    for (const page of pages) page.resume();
    // From here on those who stay are to be shown everything.
    await until(() => pages.every((page) => page.isReady()), patience, 'that every page is ready');
    const posted = uris.map((): { id: number; who: number }[] => []);
    const troupe = { uris, people, pages, posted, record };
    for (const round of rounds) await playRound(round, troupe);
    for (const page of pages) page.resume();
    await compare(troupe);
    const verdict = judge(record);
    if (!fourNoughts(verdict).ok) throw new Error(fourNoughts(verdict).text);
    return verdict;
  } finally {
    for (const page of pages) page.cut();
    // Accounts are used again, and a socket hears all chats of its user.
    for (const uri of uris)
      for (const person of stage.owners)
        await person.call('DELETE', `/api/chats/${uri}/members/${person.userId}/`);
  }
}

interface Troupe {
  uris: string[];
  people: Person[];
  pages: Page[];
  /** Of each chat, what was posted and by whom. */
  posted: { id: number; who: number }[][];
  record: ReturnType<typeof createRecord>;
}

async function playRound(round: readonly Step[], troupe: Troupe): Promise<void> {
  const queues = new Map<number, Step[]>();
  for (const step of round) {
    const who = 'page' in step ? -1 - step.page : step.who;
    queues.set(who, [...(queues.get(who) ?? []), step]);
  }
  await Promise.all(
    [...queues.values()].map(async (steps) => {
      for (const step of steps) await playStep(step, troupe);
    }),
  );
}

async function playStep(step: Step, { uris, people, pages, posted, record }: Troupe): Promise<void> {
  if ('page' in step) return step.do === 'cut' ? pages[step.page]!.cut() : pages[step.page]!.resume();
  const place = step.chat % uris.length;
  const [uri, person] = [uris[place]!, people[step.who]!];
  const path = `/api/chats/${uri}/`;
  const call = async (method: string, to: string, body?: unknown) => {
    const answer = await person.call<Message>(method, `${path}${to}`, body);
    if (answer.status >= 500 || answer.status === 400 || answer.status === 401)
      throw new Error(`${step.do} gave ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  switch (step.do) {
    case 'post': {
      const message = `${person.name} says ${posted[place]!.length}`;
      const client_id = record.sent(person.name, uri, message);
      const posts = Array.from({ length: step.copies }, () =>
        call('POST', 'messages/', { message, client_id }),
      );
      for (const { status, body } of await Promise.all(posts)) {
        if (status !== 201) continue;
        record.acknowledged(client_id, body.sequence);
        posted[place]!.push({ id: body.id, who: step.who });
      }
      return;
    }
    case 'edit': {
      const own = posted[place]!.filter(({ who }) => who === step.who).at(-1 - step.back);
      if (own) await call('PATCH', `messages/${own.id}/`, { message: `edited ${Math.random()}` });
      return;
    }
    case 'erase': {
      const any = posted[place]!.at(-1 - step.back);
      if (any) await call('DELETE', `messages/${any.id}/`);
      return;
    }
    case 'join':
      return void (await call('POST', 'join/'));
    case 'leave':
      return void (await call('DELETE', `members/${person.userId}/`));
    case 'remove':
      return void (await call('DELETE', `members/${people[step.target]!.userId}/`));
    case 'rename':
      return void (await call('PATCH', '', { name: step.name }));
  }
}

/** What each page holds by now must be what it would fetch. */
async function compare({ uris, people, pages }: Troupe): Promise<void> {
  for (const uri of uris) {
    const fresh = await fetchState(people[stayers[0]!]!, uri);
    if (!fresh) throw new Error('The owner of the first chat is not in it any more.');
    for (const [index, page] of pages.entries()) {
      const { userId } = page.person;
      const isIn = fresh.members.some(({ id }) => id === userId);
      const arrived = () =>
        page.violations.length > 0 ||
        (page.isReady() && (isIn ? page.state(uri)?.sequence === fresh.sequence : !page.state(uri)));
      await until(arrived, patience, `that page ${index} is ${isIn ? `at ${fresh.sequence}` : 'out'}`).catch(
        (error: unknown) => {
          throw new Error(`${String(error)} It is at ${page.state(uri)?.sequence}.`);
        },
      );
      if (page.violations.length > 0) throw new Error(page.violations.join('; '));
      const difference = isIn && differenceOf(page.state(uri), fresh);
      if (difference) throw new Error(`page ${index} ${difference}`);
    }
  }
}

function differenceOf(held: ChatState | undefined, fresh: ChatState): string | undefined {
  for (const key of ['name', 'link_enabled', 'members', 'messages'] as const) {
    const [before, after] = [[held?.[key]].flat(), [fresh[key]].flat()];
    const at = after.findIndex((one, index) => !isDeepStrictEqual(one, before[index]));
    if (at !== -1 || before.length !== after.length)
      return `holds ${key} ${JSON.stringify(before.at(at))} and would fetch ${JSON.stringify(after.at(at))}`;
  }
  return undefined;
}
