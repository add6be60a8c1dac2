import type { Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { selectWithoutSkeleton, updateSkeletons } from './user-store.ts';
import { skeletonOf } from './username-keys.ts';

/** For accounts from before there were skeletons. Of several that look alike, the oldest has it: it is the one to be kept apart from. */
export async function fillSkeletons(db: Database): Promise<void> {
  const oldest = new Map<string, number>();
  for (const { id, username } of await selectWithoutSkeleton(db)) {
    const skeleton = skeletonOf(username);
    if (!oldest.has(skeleton)) oldest.set(skeleton, id);
  }
  if (oldest.size === 0) return;
  try {
    await updateSkeletons(db, [...oldest.values()], [...oldest.keys()]);
  } catch (error) {
    // Another process is at it.
    if (!isTaken(error, 'users_username_skeleton_key')) throw error;
  }
}
