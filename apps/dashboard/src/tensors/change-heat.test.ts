import { describe, expect, it } from 'vitest';
import { ChangeHeat } from './change-heat.ts';

const all = (length: number, limit = 1) => [{ offset: 0, length, limit }];

describe('ChangeHeat', () => {
  it('is at rest at first', () => {
    expect([...new ChangeHeat().update(Float32Array.of(5, -5), all(2), 0)]).toEqual([0, 0]);
  });

  it('glows with a move, in proportion to the scale, and cools by half', () => {
    const heat = new ChangeHeat(100);
    heat.update(Float32Array.of(0, 0, 0), all(3), 0);
    const moved = heat.update(Float32Array.of(0, 0.05, -9), all(3), 50);
    [0, 0.5, 1].forEach((glow, i) => expect(moved[i]).toBeCloseTo(glow, 5));
    expect(heat.warmest).toBe(1);
    const later = heat.update(Float32Array.of(0, 0.05, -9), all(3), 150);
    [0, 0.25, 0.5].forEach((glow, i) => expect(later[i]).toBeCloseTo(glow, 5));
  });

  it('measures each stretch by its own scale', () => {
    const heat = new ChangeHeat();
    const spans = [...all(1), { offset: 1, length: 1, limit: 10 }];
    heat.update(Float32Array.of(0, 0), spans, 0);
    const moved = heat.update(Float32Array.of(0.05, 0.05), spans, 0);
    [0.5, 0.05].forEach((glow, i) => expect(moved[i]).toBeCloseTo(glow, 5));
  });

  it('starts anew with another model', () => {
    const heat = new ChangeHeat();
    heat.update(Float32Array.of(0), all(1), 0);
    expect([...heat.update(Float32Array.of(1, 2), all(2), 10)]).toEqual([0, 0]);
  });
});
