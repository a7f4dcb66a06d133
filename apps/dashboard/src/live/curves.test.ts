import { describe, expect, it } from 'vitest';
import { Curves } from './curves.ts';

const row = (samples: number, loss: number, value: number) => ({
  samples,
  loss,
  metrics: { rocAuc: value, 'baseline.rocAuc': 0.5 },
});

describe('Curves', () => {
  it('grow with the samples', () => {
    const curves = new Curves();
    curves.push(row(10, 1, 0.6));
    curves.push(row(20, 0.5, 0.7));
    expect([...curves.loss.columns().x]).toEqual([10, 20]);
    expect([...curves.metrics.keys()]).toEqual(['rocAuc']);
    expect([...(curves.metrics.get('rocAuc')?.value.columns().mean ?? [])]).toEqual([0.6, 0.7]);
    expect([...(curves.metrics.get('rocAuc')?.baseline.columns().mean ?? [])]).toEqual([0.5, 0.5]);
  });

  it('rest with the run', () => {
    const curves = new Curves();
    curves.push(row(10, 1, 0.6));
    curves.push(row(10, 1, 0.6));
    expect(curves.loss.length).toBe(1);
  });

  it('start anew on demand', () => {
    const curves = new Curves();
    curves.push(row(10, 1, 0.6));
    curves.clear();
    curves.push(row(5, 2, 0.6));
    expect([...curves.loss.columns().x]).toEqual([5]);
  });
});
