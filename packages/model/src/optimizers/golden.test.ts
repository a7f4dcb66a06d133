import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  Batch,
  type Layer,
  type Model,
  type Optimizer,
  dense,
  lossByName,
  sequential,
  sparseLinear,
  zeros,
} from '../index.ts';
import { adadelta } from './adadelta.ts';
import { adamw } from './adamw.ts';
import { amsgrad } from './amsgrad.ts';
import { ftrl } from './ftrl.ts';
import { nadam } from './nadam.ts';
import { normalizedAdaptive } from './normalized-adaptive.ts';
import { passiveAggressive } from './passive-aggressive.ts';
import { rmsprop } from './rmsprop.ts';

interface Case {
  readonly optimizer: keyof typeof makers;
  readonly options: Record<string, number>;
  readonly loss: string;
  readonly weights: number[];
  readonly outputs?: number[];
  /** Where the reference approximates: what the formulas say. */
  readonly exact?: { readonly weights: number[]; readonly outputs: number[] };
}

interface Golden {
  readonly x: number[][];
  readonly values: number[];
  readonly classes: number[];
  readonly first: number[];
  readonly cases: Case[];
}

const TOLERANCE = 1e-5;
/** What Vowpal Wabbit's approximation of Lambert's W costs, see `vowpal_wabbit.py`. */
const APPROXIMATION = 2e-5;

const makers = {
  adadelta,
  adamw,
  amsgrad,
  ftrl,
  nadam,
  normalizedAdaptive,
  passiveAggressive,
  rmsprop,
} satisfies Record<string, (options: never) => Optimizer>;

const read = (name: string): Golden =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../test/golden/optimizers/${name}.json`, import.meta.url),
      'utf8',
    ),
  ) as Golden;

const layers = {
  dense: () => dense(1, { initializer: zeros() }),
  sparse: () => sparseLinear(1, { initializer: zeros() }),
} satisfies Record<string, () => Layer>;

/** Largest difference, as a share of the largest expected number. */
function distance(found: ArrayLike<number>, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return (
    Math.max(...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value))) / largest
  );
}

/** Learns the golden samples one by one; returns the outputs before each. */
function learn(model: Model, golden: Golden, { optimizer, options, loss }: Case): number[] {
  const labels = loss === 'logLoss' || loss === 'hinge' ? golden.classes : golden.values;
  const made = (makers[optimizer] as (options: Case['options']) => Optimizer)(options);
  const lossFunction = lossByName(loss);
  if (lossFunction === undefined) throw new Error(`no loss ${loss}`);
  return golden.x.map((x, i) => {
    const forward = model.forward(Batch.of([{ x, y: labels[i] ?? 0 }]));
    const output = forward.output[0] ?? 0;
    forward.loss(lossFunction).gradient().update(made);
    return output;
  });
}

function suite(name: string, start: 'first' | 'zero', kinds: readonly (keyof typeof layers)[]) {
  const golden = read(name);
  describe(`as ${name}, within ${TOLERANCE} after 100 steps`, () => {
    for (const kind of kinds) {
      it.each(golden.cases)(`${kind}: $optimizer $options $loss`, (given) => {
        const model = sequential({ inputs: golden.first.length - 1 }, layers[kind]());
        if (start === 'first') model.data.set(golden.first);
        const outputs = learn(model, golden, given);
        const { exact } = given;
        const loose = exact === undefined ? TOLERANCE : APPROXIMATION;
        expect(distance(model.data, given.weights)).toBeLessThan(loose);
        if (given.outputs) expect(distance(outputs, given.outputs)).toBeLessThan(loose);
        if (exact === undefined) return;
        expect(distance(model.data, exact.weights)).toBeLessThan(TOLERANCE);
        expect(distance(outputs, exact.outputs)).toBeLessThan(TOLERANCE);
      });
    }
  });
}

suite('pytorch', 'first', ['dense']);
suite('vowpal_wabbit', 'zero', ['dense', 'sparse']);
suite('scikit_learn', 'zero', ['dense', 'sparse']);
