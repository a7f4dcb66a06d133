import { OptionError } from '@rxgrad/online';
import { fanInUniform } from '../initializers/fan-in-uniform.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { requireUnits } from './dense.ts';
import type { Layer, LayerPlan } from './layer.ts';

/** Options of {@link gru}. */
export interface GruOptions {
  /** Default: the layer's type, numbered from the second on. */
  readonly name?: string;
  /** How many samples back a gradient reaches, the present one included. Default: 1. */
  readonly steps?: number;
  /** Of all tensors. Default: uniform in ±1/√units. */
  readonly initializer?: Initializer;
}

/**
 * A gated recurrent unit over a stream: what it remembers of a sample goes into the next one's output.
 *
 *     r = σ(W_ir x + b_ir + W_hr h + b_hr)
 *     z = σ(W_iz x + b_iz + W_hz h + b_hz)
 *     n = tanh(W_in x + b_in + r (W_hn h + b_hn))
 *     y = h' = (1 − z) n + z h
 *
 * x [inputs], y [units]. Tensors as PyTorch calls them, gates side by side as r, z, n: `weight_ih_l0` [inputs, 3 units],
 * `weight_hh_l0` [units, 3 units], both transposed in files, `bias_ih_l0` and `bias_hh_l0` [3 units].
 *
 * The samples of a batch are consecutive ones of one stream. Back-propagation through time is truncated: gradients reach
 * through the batch and `steps − 1` samples before it, whose x it keeps, so that they are derivatives by today's weights; the
 * h from before them is taken as given. h moves on with each batch that a gradient is taken of; predictions go
 * on from it and leave it as it is, `model.reset()` makes it 0, and it is part of the model's snapshot. A step costs time
 * in batch size + steps − 1.
 *
 * Cho et al. 2014, Williams & Peng 1990; as PyTorch's `GRU` with one layer, in chunks with h detached in between.
 *
 * @param units how many outputs
 * @param options steps, initializer, name
 * @throws OptionError when `units` or `steps` isn't a whole number ≥ 1
 * @example
 * ```ts
 * import { Batch, gru, sequential, squaredError } from 'rxgrad';
 * const model = sequential({ inputs: 1, seed: 1 }, gru(2, { steps: 8 }));
 * const [first] = model.predictOne([1]);
 * model.forward(Batch.of([{ x: [1], y: [0, 0] }])).loss(squaredError).gradient();
 * model.predictOne([1])[0] === first; // → false
 * model.reset();
 * model.predictOne([1])[0] === first; // → true
 * ```
 */
export function gru(
  units: number,
  { name, steps = 1, initializer = fanInUniform() }: GruOptions = {},
): Layer {
  requireUnits('gru', units);
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new OptionError(`gru: steps must be a whole number ≥ 1, it is ${steps}`);
  }
  const emitBackward: Backward = (program, plan) => {
    program.emit('gruBackward', { ...plan, ...weightsOf(plan), room: roomOf(plan), units });
  };
  const roomOf = ({ capacity }: LayerPlan): number => capacity + steps - 1;
  return {
    type: 'gru',
    name,
    config: { units, steps },
    outputs: () => units,
    tensors: (inputs) => gruTensors(inputs, units, initializer),
    scratch: (inputs, rows) => scratchOf(inputs, units, rows + steps - 1),
    state: {
      words: (inputs) => 1 + units + (steps - 1) * inputs,
      parts: (inputs) => [
        { name: 'remembered', shape: [], kind: 'u32' },
        { name: 'h', shape: [units], kind: 'f32' },
        { name: 'x', shape: [steps - 1, inputs], kind: 'f32' },
      ],
      accepts: (words) => isRemembered(words, units, steps),
      reset: (words) => void words.fill(0),
    },
    forward(program, plan) {
      program.emit('gruForward', { ...plan, ...weightsOf(plan), room: roomOf(plan), units, steps });
    },
    inputGradient(program, plan) {
      emitBackward(program, plan);
      program.emit('gruInputGradient', { ...plan, ...weightsOf(plan), room: roomOf(plan), units });
    },
    gradientFromWeights: true,
    weightGradient(program, plan) {
      if (plan.dx === 0) emitBackward(program, plan);
      program.emit('gruWeightGradient', {
        ...plan,
        ...gradientsOf(plan),
        room: roomOf(plan),
        units,
      });
    },
    commit(program, plan) {
      program.emit('gruCommit', { ...plan, room: roomOf(plan), units, steps });
    },
  };
}

/** A number of samples that there is room for, an h between −1 and 1 but for rounding, and finite numbers. */
function isRemembered(words: Uint32Array, units: number, steps: number): boolean {
  const numbers = new Float32Array(words.slice(1).buffer);
  const h = numbers.subarray(0, units);
  if (!h.every((value) => Math.abs(value) < 1.001)) return false;
  return (words[0] ?? steps) < steps && numbers.every(Number.isFinite);
}

type Backward = Required<Layer>['inputGradient'];

function gruTensors(
  inputs: number,
  units: number,
  initializer: Initializer,
): ReturnType<Layer['tensors']> {
  const rest = { initializer, fanIn: units, fanOut: 3 * units };
  const matrix = { ...rest, transposed: true };
  return [
    { ...matrix, name: 'weight_ih_l0', shape: [inputs, 3 * units] },
    { ...matrix, name: 'weight_hh_l0', shape: [units, 3 * units] },
    { ...rest, name: 'bias_ih_l0', shape: [3 * units] },
    { ...rest, name: 'bias_hh_l0', shape: [3 * units] },
  ];
}

/** Header, x, h, gates and what came from h, the gradients of both, dh twice; as gru.ts of the kernels lays them out. */
function scratchOf(inputs: number, units: number, room: number): number {
  return 4 + room * inputs + (room + 1) * units + 4 * room * 3 * units + 2 * units;
}

function weightsOf(plan: LayerPlan) {
  return {
    inputWeights: plan.tensor('weight_ih_l0').weights,
    hiddenWeights: plan.tensor('weight_hh_l0').weights,
    inputBias: plan.tensor('bias_ih_l0').weights,
    hiddenBias: plan.tensor('bias_hh_l0').weights,
  };
}

function gradientsOf(plan: LayerPlan) {
  return {
    inputWeights: plan.tensor('weight_ih_l0').gradient,
    hiddenWeights: plan.tensor('weight_hh_l0').gradient,
    inputBias: plan.tensor('bias_ih_l0').gradient,
    hiddenBias: plan.tensor('bias_hh_l0').gradient,
  };
}
