import { OptionError, type State } from '@rxgrad/online';
import type { Layer } from '../layers/layer.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import { Model } from '../model.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import { buildLayers } from '../sequential.ts';
import { type Point, compareDerivative } from './derivative.ts';
import {
  type GradientMismatch,
  type GradientReport,
  type TensorCheck,
  reportOf,
} from './gradient-report.ts';
import { type Probe, probe } from './probe.ts';

/** Options of {@link checkGradients}. */
export interface CheckOptions {
  readonly loss: LossFunction;
  /** The largest step of the finite differences, for numbers around 1. Default: 1/16. */
  readonly epsilon?: number;
  /** How far a derivative may be off, relative to it or to a tenth of its tensor's largest. Default: 0.003. */
  readonly tolerance?: number;
  /** How many derivatives of each tensor are compared at most, evenly spread. Default: all. */
  readonly most?: number;
}

/**
 * Compares the derivative of a loss by every weight, by every layer's input and by the output with finite differences:
 * (4·D(h/2) − D(h))/3, with D(h) = (L(w + h) − L(w − h)) / 2h.
 *
 * L is summed in double precision, but layers compute in 32 bits: so h begins at `epsilon` and is made smaller where kinks
 * or curvature are in its way. Works on a copy: weights, version, states and records of the model stay as they are. A
 * weight costs at least four forward steps: meant for tests, with small models and batches.
 *
 * @param model any, with layers of ours or of one's own
 * @param batch samples to learn from, ideally a few and not at kinks: not x = 0 before a ReLU
 * @param options loss, epsilon, tolerance, most
 * @returns which derivatives are off, beginning where gradients begin: at the loss
 * @throws OptionError when epsilon, tolerance or most aren't above 0
 * @throws ShapeError, NonFiniteError, LabelError when a sample of the batch is bad
 * @throws DefinitionError when a function of one's own fails
 * @example
 * ```ts
 * import { Batch, checkGradients, defineLayer, dense, sequential, squaredError } from 'rxgrad';
 * const square = defineLayer({
 *   type: 'square',
 *   forward: ({ x, y }) => x.forEach((v, i) => (y[i] = v * v)),
 *   inputGradient: ({ x, dy, dx }) => x.forEach((v, i) => (dx[i] = dy[i]! * v)), // forgot the 2
 * });
 * const model = sequential({ inputs: 2, seed: 1 }, dense(2), square());
 * const batch = Batch.of([{ x: [1, -2], y: [1, 2] }]);
 * checkGradients(model, batch, { loss: squaredError }).wrong?.tensor; // → 'input of square'
 * ```
 */
export function checkGradients(
  model: Model,
  batch: Batch | Block,
  { loss, epsilon = 1 / 16, tolerance = 0.003, most = Infinity }: CheckOptions,
): GradientReport {
  for (const [name, value] of Object.entries({ epsilon, tolerance, most })) {
    if (!(value > 0))
      throw new OptionError(`checkGradients: ${name} must be above 0, it is ${value}`);
  }
  const { copy, parts } = probed(model, batch.size);
  const before = copy.snapshot();
  const gradient = copy.forward(batch).loss(loss).gradient().data.slice();
  const seen = new Map(parts.map(({ tensor, source }) => [tensor, source?.seen().slice()]));
  copy.restore(before);
  const lossOf = (): number => copy.forward(batch).loss(loss).value;
  return reportOf(
    parts.map(({ shown, tensor }) => {
      const { offset, length } = copy.memory.tensor(tensor);
      const found = gradient.subarray(offset, offset + length);
      const pointAt = (i: number): Point =>
        pointOf(copy, offset + i, seen.get(tensor)?.[i], lossOf);
      return checkTensor(shown, found, pointAt, { epsilon, tolerance, most });
    }),
  );
}

/** A tensor of the copy, and what reports call it. */
interface Part {
  readonly shown: string;
  readonly tensor: string;
  readonly source?: Probe;
}

/** A copy of the model that has a probe before each layer and after the last one. */
function probed(model: Model, rows: number): { copy: Model; parts: readonly Part[] } {
  const names = model.schema().layers.map(({ name }) => name);
  const layers: Layer[] = [];
  const parts: Part[] = [];
  for (const [i, layer] of model.layers.entries()) {
    const name = names[i] as string;
    if (takesProbe(model.layers, i)) {
      const source = probe(`rxgrad probe ${i}`, rows);
      layers.push(source.layer);
      parts.push({ shown: `input of ${name}`, tensor: source.tensor, source });
    }
    layers.push({ ...layer, name });
    const own = model.tensors.filter((tensor) => tensor.name.startsWith(`${name}.`));
    parts.push(...own.map((tensor) => ({ shown: tensor.name, tensor: tensor.name })));
  }
  const source = probe('rxgrad probe', rows);
  parts.push({ shown: 'output', tensor: source.tensor, source });
  const copy = new Model({ layers: buildLayers(model.inputs, [...layers, source.layer]) });
  copyState(model, copy);
  return { copy, parts: parts.reverse() };
}

/** Not where a layer, or one after it, takes the model's own input; nor where there is no derivative by it. */
function takesProbe(layers: readonly Layer[], i: number): boolean {
  const rest = layers.slice(i);
  if (rest.some(({ sparse, categories }) => sparse === true || categories === true)) return false;
  return layers[i]?.inputGradient !== undefined;
}

function copyState(model: Model, copy: Model): void {
  for (const { name } of model.tensors) copy.tensor(name).set(model.tensor(name));
  const { layers } = model.snapshot() as { readonly layers?: State };
  if (layers === undefined) return;
  copy.restore({ ...(copy.snapshot() as { readonly [key: string]: State }), layers });
}

/** A weight; or what passes a probe, which is moved by the probe's shift. */
function pointOf(copy: Model, at: number, seen: number | undefined, lossOf: () => number): Point {
  const shift = copy.data[at] as number;
  const base = seen ?? shift;
  return {
    base,
    lossAt(value) {
      copy.data[at] = seen === undefined ? value : value - seen;
      const loss = lossOf();
      copy.data[at] = shift;
      return loss;
    },
  };
}

function checkTensor(
  tensor: string,
  found: Float32Array,
  pointAt: (i: number) => Point,
  { epsilon, tolerance, most }: Required<Omit<CheckOptions, 'loss'>>,
): TensorCheck {
  const scale = found.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 10;
  const stride = Math.max(1, found.length / most);
  let [checked, skipped, wrong] = [0, 0, 0];
  let worst: GradientMismatch | undefined;
  for (let at = 0; at < found.length; at += stride) {
    const index = Math.floor(at);
    const value = found[index] as number;
    const { outcome, expected } = compareDerivative(pointAt(index), value, {
      epsilon,
      tolerance,
      scale,
    });
    if (outcome === 'skipped') skipped += 1;
    else checked += 1;
    if (outcome !== 'off') continue;
    wrong += 1;
    const off = Math.abs(expected - value);
    if (worst === undefined || !(off <= Math.abs(worst.expected - worst.found))) {
      worst = { tensor, index, expected, found: value };
    }
  }
  return { tensor, checked, skipped, wrong, ...(worst && { worst }) };
}
