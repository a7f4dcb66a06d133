import { describe, expect, it } from 'vitest';
import { ChangeHeat } from './change-heat.ts';

describe('ChangeHeat', () => {
  it('is at rest at first', () => {
    expect([...new ChangeHeat().update(Float32Array.of(5, -5), 1, 0)]).toEqual([0, 0]);
  });

  it('glows with a move, in proportion to the scale, and cools by half', () => {
    const heat = new ChangeHeat(100);
    heat.update(Float32Array.of(0, 0, 0), 1, 0);
    const moved = heat.update(Float32Array.of(0, 0.025, -9), 1, 50);
    [0, 0.5, 1].forEach((glow, i) => expect(moved[i]).toBeCloseTo(glow, 5));
    expect(heat.warmest).toBe(1);
    const later = heat.update(Float32Array.of(0, 0.025, -9), 1, 150);
    [0, 0.25, 0.5].forEach((glow, i) => expect(later[i]).toBeCloseTo(glow, 5));
  });

  it('starts anew with another model', () => {
    const heat = new ChangeHeat();
    heat.update(Float32Array.of(0), 1, 0);
    expect([...heat.update(Float32Array.of(1, 2), 1, 10)]).toEqual([0, 0]);
  });
});
