import type { ChatDetails } from '@chatire/protocol';
import { type Client, createClient, join, password, startChat } from '@chatire/server/testing';

/** `who`, minutes before now, and what was said. */
type Line = [who: string, ago: number, text: string];

const crew: Line[] = [
  ['Ines', 31, 'Good morning! The release branch is cut: 2.4 it is.'],
  ['Tomasz', 29, 'All green on my side.'],
  ['Tomasz', 29, 'The dry run of the migration took 41 seconds and locked nothing.'],
  ['Nadia', 27, 'Lovely. Who has the release notes?'],
  ['Kenji', 24, 'Me! Draft: https://notes.example.org/2.4'],
  ['Ines', 18, 'Read them on the train and fixed two typos. Shall we ship?'],
  ['Nadia', 17, 'Yes. Rollout at ten, then coffee ☕️'],
  ['Priya', 9, 'Hi, Priya from support here, the link worked. Will customers notice anything?'],
  ['Nadia', 8, 'Faster search, and a dark mode. No downtime.'],
  ['Priya', 7, 'Perfect, I’ll tell them.'],
  ['Tomasz', 2, 'Five of eight servers are done …'],
  ['Tomasz', 1, '… and that’s all of them.'],
  ['Kenji', 0, '🚀'],
];

const others: { name: string; with: string[]; lines: Line[]; read?: true }[] = [
  {
    name: 'Climbing on Thursday',
    with: ['Ines', 'Kenji'],
    lines: [['Kenji', 4, 'I booked the wall for seven']],
  },
  {
    name: '',
    with: ['Ines'],
    lines: [
      ['Ines', 46, 'Did you see the figures?'],
      ['Ines', 45, 'Look at Tuesday!'],
    ],
  },
  { name: 'Book club', with: ['Tomasz'], lines: [['Nadia', 130, 'Chapter nine by Sunday?']] },
  { name: 'Street party', with: ['Kenji', 'Tomasz'], lines: [['Nadia', 1500, 'I can bring two tables']] },
];

export interface Demo {
  crew: string;
  /** By the text of a message: when it is said to have been written. */
  times: ReadonlyMap<string, number>;
}

/** A lively place: Nadia has a crew that releases something, and other chats beside it. Everybody has the tests' password. */
export async function makeDemo(url: string): Promise<Demo> {
  const people = new Map<string, Client>();
  for (const name of ['Nadia', 'Ines', 'Tomasz', 'Kenji']) people.set(name, await signUp(url, name));
  const nadia = people.get('Nadia')!;

  for (const { name, with: friends, lines } of others.toReversed()) {
    const uri = await makeChat(nadia, name);
    for (const friend of friends) await join(people.get(friend)!, uri);
    await say(people, uri, lines);
  }
  const uri = await makeChat(nadia, 'Release crew');
  for (const friend of ['Ines', 'Tomasz', 'Kenji']) await join(people.get(friend)!, uri);
  people.set('Priya', await comeAsGuest(url, uri, 'Priya'));
  await say(people, uri, crew);

  const all = [...crew, ...others.flatMap(({ lines }) => lines)];
  return { crew: uri, times: new Map(all.map(([, ago, text]) => [text, ago])) };
}

async function signUp(url: string, username: string): Promise<Client> {
  const client = createClient(url);
  await client.call('POST', '/auth/users/create/', { username, password });
  const { body } = await client.call<{ auth_token: string }>('POST', '/auth/token/create/', {
    username,
    password,
  });
  client.token = body.auth_token;
  return client;
}

async function comeAsGuest(url: string, uri: string, name: string): Promise<Client> {
  const client = createClient(url);
  const { body } = await client.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, { name });
  client.token = body.auth_token;
  return client;
}

async function makeChat(owner: Client, name: string): Promise<string> {
  const { uri } = await startChat(owner);
  if (name) await owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, { name });
  return uri;
}

async function say(people: ReadonlyMap<string, Client>, uri: string, lines: readonly Line[]): Promise<void> {
  for (const [who, , message] of lines)
    await people.get(who)!.call('POST', `/api/chats/${uri}/messages/`, { message });
}
