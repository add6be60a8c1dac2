import fc from 'fast-check';

/** People by number: 0 owns the first chat and stays, 1 stays, 2 owns the second chat, 2 and 3 come and go. */
export const stayers = [0, 1];
export const wanderers = [2, 3];
/** Whose page each one is: the second person has two devices. */
export const pagesOf = [0, 1, 1, 2, 3];

export type Step =
  | { do: 'post'; who: number; chat: number; copies: number }
  | { do: 'edit' | 'erase'; who: number; chat: number; back: number }
  | { do: 'join' | 'leave'; who: number; chat: number }
  | { do: 'remove'; who: number; target: number; chat: number }
  | { do: 'rename'; who: number; chat: number; name: string }
  | { do: 'cut' | 'resume'; page: number };

export interface Schedule {
  chats: number;
  /** The steps of a round run at once, those of one person one after the other. */
  rounds: Step[][];
}

const anybody = fc.nat(3);
const wanderer = fc.constantFrom(...wanderers);
const chat = fc.nat(1);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      who: anybody,
      chat,
      copies: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('edit' as const, 'edit' as const, 'erase' as const),
      who: anybody,
      chat,
      back: fc.nat(3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), who: wanderer, chat }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      who: fc.constantFrom(0, 2),
      target: wanderer,
      chat,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      who: fc.constantFrom(0, 2),
      chat,
      name: fc.constantFrom('', 'Crew', 'Żółw 🐢'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('cut' as const, 'resume' as const, 'resume' as const),
      page: fc.nat(pagesOf.length - 1),
    }),
  },
);

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  chats: fc.integer({ min: 1, max: 2 }),
  rounds: fc.array(fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }), {
    minLength: 1,
    maxLength: 4,
    size: 'max',
  }),
});
