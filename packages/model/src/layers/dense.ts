import { OptionError } from '@rxgrad/online';
import { fanInUniform } from '../initializers/fan-in-uniform.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { zeros } from '../initializers/zeros.ts';
import type { Layer, LayerPlan } from './layer.ts';

type Instructions = Required<
  Pick<Layer, 'forward' | 'inputGradient' | 'weightGradient' | 'descend'>
>;

/** From so many units on, the product packs its weights, so many columns at a time: see the kernels' product.ts. */
const WIDE = 256;
const PANEL = 16;

/** Options of {@link dense} and `sparseLinear`. */
export interface LinearOptions {
  /** Default: the layer's type, numbered from the second on. */
  readonly name?: string;
  /** Of the weights. Default: uniform in ±1/√inputs. */
  readonly initializer?: Initializer;
  /** Whether a number is added to each output. Default: true, from 0 on. */
  readonly bias?: boolean;
  readonly biasInitializer?: Initializer;
}

/**
 * A fully connected layer: y = x·W + b.
 *
 * x [inputs], W [inputs, units] as tensor `weight`, b [units] as tensor `bias`, y [units].
 *
 * @param units how many outputs
 * @throws OptionError when `units` isn't a whole number ≥ 1
 * @example
 * ```ts
 * import { constant, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, dense(1, { initializer: constant(0.5) }));
 * Array.from(model.predictOne([1, 3])); // → [2]
 * ```
 */
export function dense(units: number, options: LinearOptions = {}): Layer {
  requireUnits('dense', units);
  const { name, bias = true } = options;
  return {
    type: 'dense',
    name,
    config: { units, bias },
    outputs: () => units,
    tensors: (inputs) => linearTensors(inputs, units, options),
    ...(units >= WIDE && { scratch: (inputs: number) => inputs * PANEL }),
    ...(units === 1 ? neuronInstructions(bias) : denseInstructions(bias)),
  };
}

function denseInstructions(bias: boolean): Instructions {
  return {
    forward(program, plan) {
      program.emit('denseForward', { ...plan, ...weightsOf(plan, bias), panel: plan.scratch });
    },
    inputGradient(program, plan) {
      program.emit('denseInputGradient', { ...plan, ...weightsOf(plan, bias) });
    },
    weightGradient(program, plan) {
      program.emit('denseWeightGradient', { ...plan, dw: plan.tensor('weight').gradient });
      if (bias) program.emit('biasGradient', { ...plan, db: plan.tensor('bias').gradient });
    },
    descend(program, plan, learningRate) {
      const at = { ...weightsOf(plan, bias), learningRate };
      program.emit('denseSgd', { ...plan, ...at });
      if (bias) program.emit('biasSgd', { ...plan, ...at });
    },
  };
}

/** With one output the products are of vectors, and have kernels of their own. */
function neuronInstructions(bias: boolean): Instructions {
  return {
    forward(program, plan) {
      program.emit('neuronForward', { ...plan, ...weightsOf(plan, bias) });
    },
    inputGradient(program, plan) {
      program.emit('neuronInputGradient', { ...plan, ...weightsOf(plan, bias) });
    },
    weightGradient(program, plan) {
      const db = bias ? plan.tensor('bias').gradient : 0;
      program.emit('neuronGradient', { ...plan, dw: plan.tensor('weight').gradient, db });
    },
    descend(program, plan, learningRate) {
      program.emit('neuronSgd', { ...plan, ...weightsOf(plan, bias), learningRate });
    },
  };
}

/** Addresses of weights and bias; 0 where there is no bias. */
export function weightsOf(plan: LayerPlan, bias: boolean): { weights: number; bias: number } {
  return { weights: plan.tensor('weight').weights, bias: bias ? plan.tensor('bias').weights : 0 };
}

/** Weight and bias of a layer that computes x·W + b. */
export function linearTensors(
  inputs: number,
  units: number,
  { initializer = fanInUniform(), bias = true, biasInitializer = zeros() }: LinearOptions,
): ReturnType<Layer['tensors']> {
  const fan = { fanIn: inputs, fanOut: units };
  const weight = { name: 'weight', shape: [inputs, units], transposed: true, initializer, ...fan };
  const offset = { name: 'bias', shape: [units], initializer: biasInitializer, ...fan };
  return bias ? [weight, offset] : [weight];
}

/** @throws OptionError when `units` isn't a whole number ≥ 1 */
export function requireUnits(layer: string, units: number): void {
  if (Number.isSafeInteger(units) && units >= 1) return;
  throw new OptionError(`${layer}: the number of units must be a whole number ≥ 1, it is ${units}`);
}
