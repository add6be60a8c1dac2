import { expect, test } from 'vitest';
import { quietUntil } from './quiet-until.ts';

const settings = { quiet_hours: { from: '22:00', to: '07:00' }, time_zone: 'Europe/Warsaw' };

test.each([
  ['an ordinary night', '2026-03-10T22:15:30Z', '2026-03-11T06:00:00Z'],
  ['the night in which clocks go forward', '2026-03-28T22:15:30Z', '2026-03-29T05:00:00Z'],
  ['its last hour', '2026-03-29T04:30:00Z', '2026-03-29T05:00:00Z'],
  ['the last hour of the night in which they go back', '2026-10-25T05:30:00Z', '2026-10-25T06:00:00Z'],
  ['the day', '2026-03-10T12:00:00Z', undefined],
  ['the first minute after them', '2026-03-29T05:00:00Z', undefined],
])('in %s quiet hours end by the clock on the wall', (_when, now, end) => {
  expect(quietUntil(settings, new Date(now))).toEqual(end === undefined ? undefined : new Date(end));
});

test('whoever wants it quiet all day has it so, looked at again each day', () => {
  const all = { quiet_hours: { from: '08:00', to: '08:00' } };
  expect(quietUntil(all, new Date('2026-03-29T08:00:00Z'))).toEqual(new Date('2026-03-30T08:00:00Z'));
});
