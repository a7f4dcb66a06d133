import { dense, gru, sequential } from '@rxgrad/model';
import { StandardScaler, type State, type Stateful } from '@rxgrad/online';
import type { Run } from '@rxgrad/stream';
import { describe, expect, test } from 'vitest';
import { isSameLayout, stateOf } from './run-state.ts';

const model = sequential({ inputs: 2, seed: 1 }, dense(1));

function runWith(learned: readonly (Stateful | undefined)[], of = model): Run {
  const preprocessing = learned.map((each) => ({ transform: (x: unknown) => x, learned: each }));
  return { model: of, preprocessing } as unknown as Run;
}

const remembering = (state: State): Stateful => ({ snapshot: () => state, restore: () => {} });

describe('the state of a run', () => {
  test('is what its scalers have learned, then what its layers remember, as words', () => {
    const scaler = new StandardScaler();
    scaler.learnOne([1, 5]);
    const recurrent = sequential({ inputs: 2, seed: 1 }, gru(3), dense(1));
    const { preprocessing, layout, parts, words } = stateOf(runWith([scaler], recurrent));
    expect(preprocessing).toEqual([{ type: 'standardScaler' }]);
    expect(layout).toEqual([
      { name: 'preprocessing.0.count', dtype: 'f64', length: 1, offset: 0 },
      { name: 'preprocessing.0.mean', dtype: 'f64', length: 2, offset: 2 },
      { name: 'preprocessing.0.variance', dtype: 'f64', length: 2, offset: 6 },
      { name: 'layers', dtype: 'u32', length: 4, offset: 10 },
    ]);
    expect(words).toBe(14);
    expect(Array.from(parts[1] ?? [])).toEqual([...new Uint32Array(Float64Array.of(1, 5).buffer)]);
  });

  test('is laid out in another way once a scaler knows how many features there are', () => {
    const scaler = new StandardScaler();
    const before = stateOf(runWith([scaler]));
    scaler.learnOne([1, 5]);
    const after = stateOf(runWith([scaler]));
    expect([isSameLayout(before, after), isSameLayout(after, after)]).toEqual([false, true]);
  });

  test.each<[string, Stateful | undefined]>([
    ['has none', undefined],
    ['is nested', remembering({ type: 'tree', nodes: [1, 2] })],
    ['has no type', remembering([1, 2])],
    [
      'throws',
      {
        snapshot: () => {
          throw new Error('no');
        },
        restore: () => {},
      },
    ],
  ])('that %s cannot be told: the step is custom', (_, learned) => {
    expect(stateOf(runWith([learned]))).toEqual({
      preprocessing: [{ type: 'custom' }],
      layout: [],
      parts: [],
      words: 0,
    });
  });
});
