import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerNames, layerOf, modelWith, samplesFor, type Shape } from '../laws/zoo.ts';
import { Batch, type LossFunction, type Model, lossFunctions } from './index.ts';

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 7 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1e6),
});

describe('gradients are the derivatives of the loss (finite differences)', () => {
  for (const name of layerNames) {
    for (const [lossName, loss] of Object.entries(lossFunctions)) {
      it(`${name} × ${lossName}`, () => {
        let [smooth, all] = [0, 0];
        fc.assert(
          fc.property(shapes, fc.integer({ min: 1, max: 5 }), (shape, size) => {
            const model = modelWith(layerOf(name), shape);
            smooth += checkGradient(model, loss, size, shape);
            all += model.data.length;
          }),
          { numRuns: 12, endOnFailure: true },
        );
        expect(smooth).toBeGreaterThan(all / 4);
      });
    }
  }
});

describe('large finite inputs give finite numbers', () => {
  for (const name of layerNames) {
    for (const [lossName, loss] of Object.entries(lossFunctions)) {
      it(`${name} × ${lossName}`, () => {
        for (const [seed, scale] of scalesFor(name, lossName).entries()) {
          const shape = { inputs: 6, outputs: 3, seed };
          const model = modelWith(layerOf(name), shape);
          const measured = model.forward(Batch.of(samplesFor(loss, 3, shape, scale))).loss(loss);
          expect(Number.isFinite(measured.value)).toBe(true);
          expect(measured.prediction.every(Number.isFinite)).toBe(true);
          expect(measured.gradient().data.every(Number.isFinite)).toBe(true);
        }
      });
    }
  }
});

/** What grows with the square of x has true derivatives beyond 32 bits when an exponential comes behind it. */
function scalesFor(layer: string, loss: string): readonly number[] {
  const steep = layer === 'factorizationMachine' && loss === 'poisson';
  return steep ? [1e-30, 1, 1e3] : [1e-30, 1, 1e3, 1e6];
}

/** Returns how many weights could be compared. */
function checkGradient(model: Model, loss: LossFunction, size: number, shape: Shape): number {
  const batch = Batch.of(samplesFor(loss, size, shape));
  // A gradient moves layers' states on; what it is compared with must start from the same one.
  const before = model.snapshot();
  const gradient = model.forward(batch).loss(loss).gradient().data.slice();
  model.restore(before);
  const valueAt = (i: number, weight: number): number => {
    model.data[i] = weight;
    return model.forward(batch).loss(loss).value;
  };
  const value = model.forward(batch).loss(loss).value;
  let smooth = 0;
  for (const [i, weight] of model.data.slice().entries()) {
    const slopes = (h: number): Slopes => {
      const left = (value - valueAt(i, weight - h)) / h;
      const right = (valueAt(i, weight + h) - value) / h;
      return { middle: (left + right) / 2, gap: Math.abs(right - left) };
    };
    const [wide, middle, narrow] = [slopes(2 ** -6), slopes(2 ** -7), slopes(2 ** -8)];
    model.data[i] = weight;
    const tolerance = 0.004 * (1 + Math.abs(narrow.middle) + Math.abs(value));
    if (hasKink(wide, middle, tolerance / 8) || hasKink(middle, narrow, tolerance / 8)) continue;
    smooth += 1;
    const error = Math.abs((gradient[i] ?? Number.NaN) - narrow.middle);
    expect(error, `weight ${i}`).toBeLessThan(tolerance);
  }
  return smooth;
}

/**
 * Whether there is a corner nearby (ReLU, absolute error), and so no derivative to compare with.
 *
 * Half the width leaves a smooth loss's slope as it is and halves the gap between left and right. A corner close to the
 * weight keeps the gap open; one further off moves the slope.
 */
function hasKink(wide: Slopes, narrow: Slopes, slack: number): boolean {
  const moved = Math.abs(wide.middle - narrow.middle) > slack;
  return moved || narrow.gap > 0.65 * wide.gap + slack;
}

/** What finite differences say at one width. */
interface Slopes {
  readonly middle: number;
  readonly gap: number;
}
