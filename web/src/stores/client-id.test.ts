import { expect, test } from 'vitest';
import { newClientId } from './client-id.ts';

test('ids are UUIDs of version 7 that sort by their time', () => {
  const ids = [1, 1_000, 1_800_000_000_000].map((time) => newClientId(time));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
});
