import { expect, test } from 'vitest';
import { createAdmission } from './admission.ts';

test('lets in as many as may be inside, then one for each that leaves, in the order in which they came', async () => {
  const admission = createAdmission({ atOnce: 2, waiting: 2 });
  const inside: string[] = [];
  const come = async (name: string) => {
    const place = await admission.enter();
    inside.push(name);
    return place;
  };
  const [first] = await Promise.all([come('a'), come('b')]);
  const [third, fourth] = [come('c'), come('d')];
  expect(inside).toEqual(['a', 'b']);
  first?.leave();
  // Leaving twice frees one place.
  first?.leave();
  await third;
  expect(inside).toEqual(['a', 'b', 'c']);
  (await third)?.leave();
  await fourth;
  expect(inside).toEqual(['a', 'b', 'c', 'd']);
});

test('turns away whoever finds the queue full', async () => {
  const admission = createAdmission({ atOnce: 1, waiting: 1 });
  await admission.enter();
  void admission.enter();
  expect(await admission.enter()).toBeUndefined();
});
