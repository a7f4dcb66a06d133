import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatCompact,
  formatCount,
  formatTick,
  formatValue,
  formatWeight,
} from './format.ts';

describe('format', () => {
  it('groups counts', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatCount(Number.NaN)).toBe('–');
  });

  it.each([
    [0, '0'],
    [7.25, '7.25'],
    [999.4, '999'],
    [999.6, '1.00 k'],
    [12345, '12.3 k'],
    [999_600, '1.00 M'],
    [3_000_000, '3.00 M'],
    [2.5e9, '2.50 G'],
  ])('%d is compact as %s', (value, text) => expect(formatCompact(value)).toBe(text));

  it.each([
    [0, '0.0000'],
    [0.46512, '0.4651'],
    [12.34567, '12.346'],
    [-0.5, '−0.5000'],
    [1.2e-7, '1.20e−7'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, '–'],
  ])('%d is measured as %s', (value, text) => expect(formatValue(value)).toBe(text));

  it('never shows a negative zero', () => {
    expect(formatWeight(-0.001)).toBe('0.00');
    expect(formatWeight(-0.3)).toBe('−0.30');
    expect(formatWeight(0.59999)).toBe('0.60');
  });

  it.each([
    [0, '0'],
    [0.2, '0.2'],
    [-1500, '−1.5k'],
    [20000, '20k'],
    [100_000, '100k'],
    [2_500_000, '2.5M'],
    [1e-5, '1e−5'],
  ])('%d is a tick %s', (value, text) => expect(formatTick(value)).toBe(text));

  it('tells ages in the unit that moves', () => {
    expect([400, 12_000, 180_000, 8e6].map(formatAge)).toEqual(['0.4 s', '12 s', '3 min', '2 h']);
  });
});
