import type { ChatDetails, Message } from '@chatire/protocol';
import type { Installation } from './installation.ts';
import { join, personWithChat, type Person, post, signUp, startChat } from './people.ts';

/** Somebody with chats of every sort, made through the HTTP interface. Names and texts as long as people make them. */
export interface World {
  /** Owns the server. */
  captain: Person;
  owner: Person;
  newcomer: Person;
  /** Address of a chat with messages of several people. */
  lively: string;
  /** Nothing was said in it. */
  silent: string;
  /** Its link is switched off. */
  closed: string;
  /** Somebody else's, with its link on. */
  foreign: string;
}

export async function createWorld({ urls: [url], owner: ownerOfServer }: Installation): Promise<World> {
  const { person: owner, chat } = await personWithChat(url, 'maximiliane.josephine');
  const friend = await signUp(url, 'kenji');
  await join(friend, chat.uri);
  await rename(owner, chat.uri, 'Release crew of the second floor, Donaudampfschifffahrtsgesellschaft');
  await post(friend, chat.uri, 'Good morning! Is the build green?');
  await post(
    owner,
    chat.uri,
    'Nearly. See https://example.org/a/very/long/address/that/does/not/break/anywhere',
  );
  const red = await post(
    owner,
    chat.uri,
    '**One test** is red: `it waits` for a server that never comes.\n> How long?\n- [this long](https://example.org)\n```ts\nconst server = await start("never", 5_000); // and here it ends, after sixty seconds\n```',
  );
  await post(friend, chat.uri, 'x'.repeat(120));
  const named = await friend.call<Message>('POST', `/api/chats/${chat.uri}/messages/`, {
    message: `@${owner.user.name} what do you think? @all`,
    reply_to: red.id,
  });
  for (const [person, emoji] of [
    [owner, '👍'],
    [friend, '👀'],
  ] as const)
    await person.call(
      'PUT',
      `/api/chats/${chat.uri}/messages/${named.body.id}/reactions/${encodeURIComponent(emoji)}/`,
    );
  await post(friend, chat.uri, '🎉');
  await friend.call('POST', `/api/chats/${chat.uri}/messages/${red.id}/reports/`, {
    reason: 'other',
    words: 'Every day the same, and nobody says anything about it.',
  });

  const closed = await startChat(owner);
  await rename(owner, closed.uri, 'Just us');
  await owner.call('PATCH', `/api/chats/${closed.uri}/`, { link_enabled: false });
  await post(owner, closed.uri, 'Nobody else can come in.');
  return {
    captain: await ownerOfServer(),
    owner,
    newcomer: await signUp(url, 'olga'),
    lively: chat.uri,
    silent: (await startChat(owner)).uri,
    closed: closed.uri,
    foreign: (await startChat(friend)).uri,
  };
}

async function rename(owner: Person, uri: string, name: string): Promise<void> {
  const { status, body } = await owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, { name });
  if (status !== 200) throw new Error(`Renaming failed: ${JSON.stringify(body)}`);
}
