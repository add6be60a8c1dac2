import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused, Unreachable } from '../connection/problems.ts';
import { again } from './again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what got no answer is done again until it works', async () => {
  const action = vi.fn(async () => {});
  action.mockRejectedValueOnce(new Unreachable()).mockRejectedValueOnce(new Refused(503, {}));
  void again(action);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(action).toHaveBeenCalledTimes(3);
});

test('what the server refuses is left alone', async () => {
  const action = vi.fn(async () => {
    throw new Refused(404, {});
  });
  await again(action);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(action).toHaveBeenCalledOnce();
});
