import { expect, test } from 'vitest';

import { OptionError } from '../option-error.ts';
import * as schedules from './index.ts';

/** One of each: a new schedule adds its row. Values at steps 0, 1, 10 and 100, from its formula. */
const examples: { [K in keyof typeof schedules]: [schedules.Schedule, number[]] } = {
  constant: [schedules.constant(0.5), [0.5, 0.5, 0.5, 0.5]],
  cosine: [
    schedules.cosine({ initial: 2, final: 1, steps: 100 }),
    [2, 1.5 + 0.5 * Math.cos(Math.PI / 100), 1.5 + 0.5 * Math.cos(Math.PI / 10), 1],
  ],
  exponential: [
    schedules.exponential({ initial: 2, factor: 0.9 }),
    [2, 1.8, 2 * 0.9 ** 10, 2 * 0.9 ** 100],
  ],
  inverseScaling: [
    schedules.inverseScaling({ initial: 2, power: 0.25 }),
    [2, 2 / 2 ** 0.25, 2 / 11 ** 0.25, 2 / 101 ** 0.25],
  ],
  step: [schedules.step({ initial: 1, factor: 0.1, every: 10 }), [1, 1, 0.1, 1e-10]],
  warmup: [
    schedules.warmup({ steps: 4, target: schedules.exponential({ initial: 1, factor: 0.5 }) }),
    [0.2, 0.4, 0.5 ** 6, 0.5 ** 96],
  ],
};

test('every schedule has its example', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(schedules).sort());
});

for (const [name, [schedule, values]] of Object.entries(examples)) {
  test(`${name} follows its formula, purely`, () => {
    const at = [0, 1, 10, 100].map((now) => schedule.at(now));
    for (const [i, value] of values.entries()) {
      expect(Math.abs((at[i] ?? Number.NaN) / value - 1)).toBeLessThan(1e-12);
    }
    expect([100, 0, 10].map((now) => schedule.at(now))).toEqual([at[3], at[0], at[2]]);
  });
}

test('wrong options are named', () => {
  expect(() => schedules.constant(Number.NaN)).toThrow(OptionError);
  expect(() => schedules.step({ initial: 1, factor: 0, every: 1 })).toThrow(/factor/);
  expect(() => schedules.cosine({ initial: 1, steps: 0 })).toThrow(/steps/);
  expect(() => schedules.warmup({ steps: -1, target: 1 })).toThrow(/steps/);
});
