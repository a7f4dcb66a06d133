import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allLayerNames,
  layerOf,
  losses,
  modelWith,
  optimizerMakers,
  samplesFor,
  shapeFor,
  type Shape,
} from '../laws/zoo.ts';
import { Batch, type LossFunction, type Model, checkGradients, parameters } from './index.ts';

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1e6),
});
const sizes = fc.integer({ min: 1, max: 5 });

/** A model with the layer, and what its x must be. */
function subjectOf(name: string, given: Shape): { model: Model; shape: Shape } {
  const layer = layerOf(name, given.width);
  const shape = shapeFor(layer, given);
  return { model: modelWith(layer, shape), shape };
}

describe('gradients are the derivatives of the loss (finite differences)', () => {
  for (const name of allLayerNames) {
    for (const [lossName, loss] of Object.entries(losses)) {
      it(`${name} × ${lossName}`, () => {
        let [smooth, all] = [0, 0];
        fc.assert(
          fc.property(shapes, sizes, (given, size) => {
            const { model, shape } = subjectOf(name, given);
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

describe('also at inputs of 0, and at tiny and large ones', () => {
  for (const name of allLayerNames) {
    it.each([0, 1e-6, 10, 1000])(`${name} × every loss, at inputs around %d`, (scale) => {
      for (const loss of Object.values(losses)) {
        let [checked, wrong] = [0, 0];
        fc.assert(
          fc.property(shapes, sizes, (given, size) => {
            const { model, shape } = subjectOf(name, given);
            const batch = Batch.of(samplesFor(loss, size, shape, scale));
            for (const tensor of checkGradients(model, batch, { loss, most: 3 }).tensors) {
              checked += tensor.checked;
              wrong += tensor.wrong;
            }
          }),
          { numRuns: 3, seed: 20261125, endOnFailure: true },
        );
        // Finite differences in 32 bits now and then miss a corner, or see rounding only; a wrong derivative is wrong often.
        expect({ loss: loss.name, sound: wrong < 0.03 * checked }).toEqual({
          loss: loss.name,
          sound: true,
        });
      }
    });
  }
});

describe('finite inputs of up to a million give finite numbers', () => {
  for (const name of allLayerNames) {
    it(`${name} × every loss × a step of every optimizer`, () => {
      for (const [seed, loss] of Object.values(losses).entries()) {
        for (const scale of scalesFor(name, loss.name)) {
          const { model, shape } = subjectOf(name, { inputs: 6, outputs: 3, seed });
          const measured = model.forward(Batch.of(samplesFor(loss, 3, shape, scale))).loss(loss);
          expect(Number.isFinite(measured.value)).toBe(true);
          expect(measured.prediction.every(Number.isFinite)).toBe(true);
          const gradient = measured.gradient().copy();
          expect(gradient.data.every(Number.isFinite)).toBe(true);
          const before = model.data.slice();
          for (const [optimizer, make] of Object.entries(optimizerMakers)) {
            model.load(before);
            gradient.update(make(0.05));
            expect(model.data.every(Number.isFinite), `${optimizer}, ${loss.name}`).toBe(true);
          }
        }
      }
    });
  }
});

describe('gradients of up to a million move weights to finite ones', () => {
  it.each(Object.keys(optimizerMakers))('%s', (name) => {
    const number = fc.oneof(
      fc.float({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom(0, -0, 1e6, -1e6, 1e-30, 1e-45, -1e-20),
    );
    const vector = fc.array(number, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(vector, fc.array(vector, { minLength: 1, maxLength: 8 }), (first, gradients) => {
        const weights = parameters({ w: first });
        const optimizer = (optimizerMakers[name] as Make)(0.05);
        for (const w of gradients) weights.gradient({ w }).update(optimizer);
        expect(weights.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

type Make = (typeof optimizerMakers)[string];

/** What grows with the square of x has true derivatives beyond 32 bits when an exponential comes behind it. */
function scalesFor(layer: string, loss: string): readonly number[] {
  const steep = layer === 'factorizationMachine' && loss === 'poisson';
  return steep ? [0, 1e-30, 1, 1e3] : [0, 1e-30, 1, 1e3, 1e6];
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
