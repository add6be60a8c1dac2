import { onScopeDispose, shallowReactive } from 'vue';
import type { Command } from './shortcuts.ts';

/** What can be done at the moment. */
export const commands: ReadonlyMap<Command, () => unknown> = shallowReactive(new Map());

/** While the caller's component is on the page, `run` is what this command does. */
export function useCommand(name: Command, run: () => unknown): void {
  const map = commands as Map<Command, () => unknown>;
  map.set(name, run);
  onScopeDispose(() => map.get(name) === run && map.delete(name));
}
