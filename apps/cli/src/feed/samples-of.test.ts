import { describe, expect, it } from 'vitest';
import { FateTally } from './fate-tally.ts';
import { progressBar } from './progress-bar.ts';
import { sampleOf } from './samples-of.ts';

describe('a row as a sample', () => {
  it.each([
    [{ x: [1, 2], y: 3 }, {}, { x: [1, 2], y: 3 }],
    [{ x: [1, 2], y: [3, 4] }, {}, { x: [1, 2], y: [3, 4] }],
    [
      { x: { indices: [7], values: [1] }, y: 3 },
      {},
      { x: { indices: Uint32Array.of(7), values: Float32Array.of(1) }, y: 3 },
    ],
    [{ a: 1, y: 3, b: 2 }, {}, { x: Float32Array.of(1, 2), y: 3 }],
    [{ a: '1', y: '3', b: 'no' }, { features: ['a'] }, { x: Float32Array.of(1), y: 3 }],
    [{ x: '1', y: '3' }, {}, { x: Float32Array.of(1), y: 3 }],
    [{ late: true, n: 2 }, { label: 'late' }, { x: Float32Array.of(2), y: 1 }],
  ])('%j with %j', (row, columns, sample) => {
    expect(sampleOf(row, { label: 'y', ...columns })).toEqual(sample);
  });

  it.each([
    [{ x: [1] }, {}, 'column "y" is no number: the label'],
    [{ x: [1], y: 'a' }, {}, 'column "y" is no number: the label'],
    [{ x: [1], y: [] }, {}, 'column "y" is no number: the label'],
    [{ x: ['1'], y: 1 }, {}, '"x" is no array of numbers, nor indices and values'],
    [{ a: '', y: 1 }, {}, 'column "a" is no number'],
    [{ a: null, y: 1 }, {}, 'column "a" is no number'],
    [{ a: 1, y: 1 }, { features: ['b'] }, 'column "b" is no number'],
  ])('%j with %j is none', (row, columns, problem) => {
    expect(sampleOf(row, { label: 'y', ...columns })).toBe(problem);
  });
});

describe('what became of them', () => {
  it('is counted, with the reasons that came most', () => {
    const tally = new FateTally();
    tally.add({ status: 'applied', count: 1_000 });
    for (let i = 0; i < 8; i += 1) tally.add({ status: 'rejected', reason: `r${i}`, count: i + 1 });
    expect(tally.refused).toBe(36);
    expect(tally.text(2).split('\n')).toEqual([
      '1,000 applied · 0 duplicate · 36 rejected · 0 throttled · 518 samples/s',
      '  8 × r7',
      '  7 × r6',
      '  6 × r5',
      '  5 × r4',
      '  4 × r3',
    ]);
    expect(JSON.parse(tally.json(2))).toMatchObject({ applied: 1_000, rejected: 36, seconds: 2 });
  });

  it('does not keep every reason there ever was', () => {
    const tally = new FateTally();
    for (let i = 0; i < 5_000; i += 1) tally.add({ status: 'rejected', reason: `r${i}`, count: 1 });
    expect(tally.text(1)).toContain('4,000 × other reasons');
  });

  it('is a bar where the size of the input is known', () => {
    const tally = new FateTally();
    tally.add({ status: 'applied', count: 5 });
    expect(progressBar(0.5, tally)).toBe('████████████░░░░░░░░░░░░ 50% · 5 applied');
    expect(progressBar(undefined, tally)).toBe('5 applied');
  });
});
