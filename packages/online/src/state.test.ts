import { describe, expect, test } from 'vitest';

import { Random } from './random.ts';
import { StandardScaler } from './preprocessing/standard-scaler.ts';
import type { Stateful } from './state.ts';
import { StateError } from './state-error.ts';

/** Everything stateful but metrics and detectors, whose contracts hold the same. */
const examples: Record<string, { create: () => Stateful; use: (it: never) => unknown }> = {
  Random: {
    create: () => new Random(3),
    use: (random: Random) => [random.uniform(), random.normal(), random.integer(9)],
  },
  StandardScaler: {
    create: () => new StandardScaler(2),
    use: (scaler: StandardScaler) => scaler.learnTransformMany([1, 2, 5, 3, 0.1, 7]),
  },
};

for (const [name, { create, use }] of Object.entries(examples)) {
  describe(`stateful: ${name}`, () => {
    test('a restored snapshot continues with the same bits', () => {
      const original = create();
      use(original as never);
      const copy = create();
      copy.restore(structuredClone(original.snapshot()));
      expect(copy.snapshot()).toEqual(original.snapshot());
      expect(use(copy as never)).toEqual(use(original as never));
    });

    test('a snapshot does not change with its object', () => {
      const original = create();
      const state = original.snapshot();
      const before = structuredClone(state);
      use(original as never);
      expect(state).toEqual(before);
    });

    test('garbage is not restored and changes nothing', () => {
      const original = create();
      use(original as never);
      const before = original.snapshot() as Record<string, unknown>;
      const broken = Object.keys(before).flatMap((key) => [
        { ...before, [key]: undefined },
        { ...before, [key]: 'x' },
        { ...before, [key]: new Float64Array(1) },
        { ...before, [key]: Number.NaN },
      ]);
      for (const garbage of [undefined, null, 1, 'x', [], {}, { type: 'other' }, ...broken]) {
        expect(() => original.restore(garbage as never)).toThrow(StateError);
        expect(original.snapshot()).toEqual(before);
      }
    });
  });
}
