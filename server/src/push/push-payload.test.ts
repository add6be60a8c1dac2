import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitPush } from './push-payload.ts';

const notice = { tag: 'A'.repeat(22), title: 'Crew', path: `/chats/${'A'.repeat(22)}/123`, sequence: 123 };
const family = '👩‍👩‍👧‍👦';

test('what fits stays as it is, and what is cut is cut between signs as people see them', () => {
  const short = { ...notice, body: `hello ${family}` };
  expect(fitPush(short)).toEqual(short);
  const { body } = fitPush({ ...notice, body: family.repeat(300) });
  expect(body).toMatch(new RegExp(`^(?:${family})+…$`));
  expect(fitPush({ ...notice, body: 'a'.repeat(2000) }).body).toBe(`${'a'.repeat(400)}…`);
});

test('whatever people write, a push has at most 3 KB', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 2000, size: 'max' });
  fc.assert(
    fc.property(text, text, (title, body) => {
      expect(Buffer.byteLength(JSON.stringify(fitPush({ ...notice, title, body })))).toBeLessThanOrEqual(
        3072,
      );
    }),
  );
  // One sign, as people see it.
  const tower = `z${'\u0335'.repeat(5_000)}`;
  expect(fitPush({ ...notice, title: tower, body: tower })).toMatchObject({ title: '…', body: '…' });
});
