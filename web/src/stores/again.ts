import { mayPassLater } from '../connection/problems.ts';

/** Does what has to be done until it works or the server refuses it. `pause`: milliseconds between two tries. */
export async function again(action: () => Promise<unknown>, pause = 3_000): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (mayPassLater(error)) setTimeout(() => void again(action, pause), pause);
  }
}
