import { expect, test } from 'vitest';
import type { RouteLocationNormalized } from 'vue-router';
import { nextPath } from './next-path.ts';

const next = (wished: unknown) => nextPath({ query: { next: wished } } as unknown as RouteLocationNormalized);

test('after signing in one goes on to where one wanted to go', () => {
  expect(next('/chats/abc?show=details')).toBe('/chats/abc?show=details');
});

test.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', ['/a']])(
  'with %j one goes to the chats',
  (wished) => {
    expect(next(wished)).toBe('/chats');
  },
);
