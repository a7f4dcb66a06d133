import { describe, expect, it } from 'vitest';
import { WeightPaths } from './weight-paths.ts';

describe('WeightPaths', () => {
  it('follow each weight from version to version', () => {
    const followed = new WeightPaths();
    followed.push({ version: 1, data: [0.5, 0.1] });
    followed.push({ version: 1, data: [0.5, 0.1] });
    followed.push({ version: 4, data: [0.6, 0.2] });
    expect(followed.paths.map((path) => [...path.columns().mean])).toEqual([
      [0.5, 0.6],
      [0.1, 0.2],
    ]);
    expect([...(followed.paths[0]?.columns().x ?? [])]).toEqual([1, 4]);
  });

  it('begin again when the version falls', () => {
    const followed = new WeightPaths();
    followed.push({ version: 9, data: [1] });
    followed.push({ version: 2, data: [2] });
    expect(followed.paths.map((path) => [...path.columns().mean])).toEqual([[2]]);
  });

  it('are not kept for many weights', () => {
    const followed = new WeightPaths(2);
    followed.push({ version: 1, data: [1, 2, 3] });
    expect(followed.paths).toEqual([]);
  });
});
