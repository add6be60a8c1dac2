import { expect, test } from 'vitest';
import { insideOf, movedBy, sideOf, wholeCrop } from './crop.ts';

const wide = { width: 400, height: 200 };

test('at first the middle is kept, as large as it fits', () => {
  expect(wholeCrop(wide)).toEqual({ x: 200, y: 100, zoom: 1 });
  expect(sideOf(wide, wholeCrop(wide))).toBe(200);
});

test('the picture follows the finger, and never leaves the square', () => {
  // The square of 200 pixels is shown 100 wide, so each pixel of the screen is two of the picture.
  expect(movedBy(wide, wholeCrop(wide), 100, -20, 0)).toEqual({ x: 240, y: 100, zoom: 1 });
  expect(movedBy(wide, wholeCrop(wide), 100, -900, 50)).toEqual({ x: 300, y: 100, zoom: 1 });
});

test('zooming out at an edge pulls the square back inside', () => {
  const corner = insideOf(wide, { x: 400, y: 200, zoom: 4 });
  expect(corner).toEqual({ x: 375, y: 175, zoom: 4 });
  expect(insideOf(wide, { ...corner, zoom: 1 })).toEqual({ x: 300, y: 100, zoom: 1 });
  expect(insideOf(wide, { ...corner, zoom: 9 }).zoom).toBe(4);
});
