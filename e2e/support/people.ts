import { randomUUID } from 'node:crypto';
import type { ChatDetails } from '@chatire/protocol';
import { join, password, type Person, post, signUp, startChat } from '@chatire/server/testing';
import { expect, type Page } from '@playwright/test';
import { log } from './talking.ts';

export { join, password, type Person, post, signUp, startChat };

/** Nobody else on this server has it. */
export const uniqueName = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

/** Signs a browser in as somebody who has an account, past the form. */
export async function signInQuietly(page: Page, person: Person): Promise<void> {
  const answer = await page.request.post('/auth/token/create/', {
    data: { username: person.user.username, password },
  });
  if (!answer.ok()) throw new Error(`Sign-in failed: ${await answer.text()}`);
}

export async function openChat(page: Page, person: Person, uri: string): Promise<void> {
  await signInQuietly(page, person);
  await page.goto(`/chats/${uri}`);
  await expect(log(page)).toBeVisible();
}

/** Somebody with an account and a chat, made through the HTTP interface. */
export async function personWithChat(
  url: string,
  name: string,
): Promise<{ person: Person; chat: ChatDetails }> {
  const person = await signUp(url, name);
  return { person, chat: await startChat(person) };
}

/** Two people in one chat, each with an account at one of the addresses. */
export async function twoInAChat([first, second]: readonly [string, string]) {
  const { person: nadia, chat } = await personWithChat(first, 'nadia');
  const tomasz = await signUp(second, 'tomasz');
  await join(tomasz, chat.uri);
  return { nadia, tomasz, uri: chat.uri };
}

/** `line 1`, `line 2` … up to `count`. */
export async function postLines(person: Person, uri: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await post(person, uri, `line ${n}`);
}
