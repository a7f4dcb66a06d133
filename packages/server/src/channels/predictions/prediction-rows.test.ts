import { Block } from '@rxgrad/model';
import type { Run, Update } from '@rxgrad/stream';
import { decodeFromServer, type Predictions } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import { PredictionRows } from './prediction-rows.ts';

const at = (samples: number): Run => ({ progress: () => ({ samples }) }) as unknown as Run;

/** An update by a whole block; prediction i is i, label i is −i. */
function blockOf(size: number, version: number): Update {
  const numbers = Float32Array.from({ length: size }, (_, i) => i);
  const block = new Block(
    numbers,
    numbers.map((i) => -i),
    size,
  );
  return { block, predictions: numbers, version, size } as unknown as Update;
}

const framesOf = (rows: PredictionRows): Predictions[] =>
  rows.take(7).map(({ bytes }) => decodeFromServer(bytes) as Predictions);

describe('predictions of updates', () => {
  test('are numbered as the run counts its samples, and forgotten once told', () => {
    const rows = new PredictionRows();
    expect(rows.add(blockOf(3, 5), at(10))).toBe(3);
    expect(rows.add(blockOf(2, 6), at(12))).toBe(5);
    expect(framesOf(rows)).toEqual([
      {
        op: 'predictions',
        stream: 7,
        first: 7,
        n: 5,
        version: 6,
        output: Float32Array.of(0, 1, 2, 0, 1),
        label: Float32Array.of(-0, -1, -2, -0, -1),
      },
    ]);
    expect(framesOf(rows)).toEqual([]);
  });

  test('of a large block are shared out to messages of bearable size', () => {
    const rows = new PredictionRows();
    rows.add(blockOf(80_000, 80_000), at(80_000));
    const frames = framesOf(rows);
    expect(frames.map(({ first, n }) => [first, n])).toEqual([
      [0, 32_768],
      [32_768, 32_768],
      [65_536, 14_464],
    ]);
    expect(frames.flatMap(({ output }) => [...output])).toEqual(
      Array.from({ length: 80_000 }, (_, i) => i),
    );
  });

  test('are none where a pipeline of one’s own tells no loss, or the record is stale', () => {
    const rows = new PredictionRows();
    const without = { gradient: {}, version: 1, size: 1 } as unknown as Update;
    const loss = {
      get prediction(): Float32Array {
        throw new Error('stale');
      },
    };
    const stale = { gradient: { loss }, version: 1, size: 1 } as unknown as Update;
    expect([rows.add(without, at(1)), rows.add(stale, at(1))]).toEqual([0, 0]);
    expect(rows.take(1)).toEqual([]);
  });
});
