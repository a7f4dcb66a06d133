import { OptionError } from '@rxgrad/online';
import { fanInUniform } from '../initializers/fan-in-uniform.ts';
import type { Layer, LayerTensor } from '../layers/layer.ts';
import type { LayerType } from '../layers/registry.ts';
import type { LayerDefinition, TensorDefinition } from './layer-definition.ts';
import { type LayerFunctions, instructionsOf } from './layer-instructions.ts';
import {
  type GivenOptions,
  type OptionKinds,
  type OptionValues,
  completeOptions,
  requireKinds,
  requireName,
} from './layer-options.ts';
import { layerRegistry } from './registry.ts';

/** No options at all: nothing to give. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- an object without keys is meant
type None = Record<never, never>;

/** Makes layers of a type of one's own; `register` lets schemas refer to it. */
export interface LayerFactory<Kinds extends OptionKinds, Defaults> extends LayerType<
  OptionValues<Kinds>
> {
  (
    ...options: None extends Omit<OptionValues<Kinds>, keyof Defaults>
      ? [options?: GivenOptions<Kinds, Defaults>]
      : [options: GivenOptions<Kinds, Defaults>]
  ): Layer;
  readonly type: string;
}

/**
 * A layer of one's own, in plain TypeScript: y = f(x, w) and its derivatives, dx = (∂f/∂x)ᵀ·dy and dw = (∂f/∂w)ᵀ·dy.
 *
 * Each function sees one sample: f32 views x [inputs], y and dy [outputs], dx [inputs], tensors as they are shaped,
 * row-major; all valid during the call only. It must keep nothing outside of them, since a layer may be part of several
 * models, and must not wait (no promises). `checkGradients` finds out whether the derivatives are those of `forward`.
 * What comes back is a factory, used as ours are: in `sequential`, in the stages and by `learner`, to the same bits.
 * Programs that read its models from a schema or a file call `register` with it first.
 *
 * @param definition type, options, outputs, tensors, forward, inputGradient, weightGradient
 * @returns makes layers: options that have no default must be given, `name` may be
 * @throws OptionError when a name can't stand in a schema or is one of ours, or a default or an option is wrong
 * @throws DefinitionError later, when a function throws or writes a number that isn't finite: weights are unchanged
 * @example
 * ```ts
 * import { Batch, checkGradients, defineLayer, dense, sequential, squaredError } from 'rxgrad';
 * // Swish, y = x·σ(βx), with one β that is learned (Ramachandran, Zoph, Le 2017).
 * const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
 * const swish = defineLayer({
 *   type: 'swish',
 *   tensors: () => ({ beta: { shape: [1] } }),
 *   forward({ x, y, weights: { beta: [b = 1] } }) {
 *     x.forEach((v, i) => (y[i] = v * sigmoid(b * v)));
 *   },
 *   inputGradient({ x, dy, dx, weights: { beta: [b = 1] } }) {
 *     x.forEach((v, i) => {
 *       const s = sigmoid(b * v);
 *       dx[i] = dy[i]! * (s + b * v * s * (1 - s));
 *     });
 *   },
 *   weightGradient({ x, dy, weights: { beta: [b = 1] }, gradients }) {
 *     x.forEach((v, i) => {
 *       const s = sigmoid(b * v);
 *       gradients.beta[0]! += dy[i]! * v * v * s * (1 - s);
 *     });
 *   },
 * });
 * const model = sequential({ inputs: 2, seed: 1 }, dense(3), swish(), dense(1));
 * model.tensors.map(({ name }) => name); // → ['dense.weight', 'dense.bias', 'swish.beta', 'dense2.weight', 'dense2.bias']
 * checkGradients(model, Batch.of([{ x: [1, -2], y: 1 }]), { loss: squaredError }).ok; // → true
 * ```
 */
export function defineLayer<
  const Kinds extends OptionKinds = None,
  const Defaults extends Partial<OptionValues<Kinds>> = None,
  const Tensor extends string = never,
>(definition: LayerDefinition<Kinds, Defaults, Tensor>): LayerFactory<Kinds, Defaults> {
  const { type, options: kinds = {}, defaults = {} } = definition;
  requireName('defineLayer', 'the type', type);
  layerRegistry.requireFree(type);
  layerRegistry.requireFree(type);
  requireKinds(type, kinds, defaults);
  const make = (given: Partial<GivenOptions<Kinds, Defaults>> = {}): Layer => {
    const { name, ...rest } = given;
    const options = completeOptions(type, kinds, { ...defaults, ...rest });
    return layerOf(definition as unknown as AnyLayer, name, options);
  };
  const build = (config: OptionValues<Kinds>, name: string): Layer => make({ ...config, name });
  return Object.assign(make, { type, options: kinds, build }) as unknown as LayerFactory<
    Kinds,
    Defaults
  >;
}

type Options = Readonly<Record<string, number | boolean>>;

/** A definition whose names of options and tensors don't matter any more. */
interface AnyLayer extends LayerFunctions {
  readonly type: string;
  outputs?(inputs: number, options: Options): number;
  tensors?(inputs: number, options: Options): Readonly<Record<string, TensorDefinition>>;
  keeps?(options: Options): number;
}

function layerOf(definition: AnyLayer, name: string | undefined, options: Options): Layer {
  const { type } = definition;
  const keeps = definition.keeps?.(options) ?? 0;
  const tensors = (inputs: number): Readonly<Record<string, TensorDefinition>> =>
    definition.tensors?.(inputs, options) ?? {};
  const outputs = (inputs: number): number =>
    requireOutputs(type, definition.outputs?.(inputs, options) ?? inputs);
  return {
    type,
    name,
    config: options,
    scratch: (_inputs, rows) => keeps * rows,
    host: true,
    outputs,
    tensors: (inputs) =>
      Object.entries(tensors(inputs)).map(([local, tensor]) =>
        tensorOf(type, local, tensor, inputs, outputs(inputs)),
      ),
    ...instructionsOf(definition, {
      options,
      keeps,
      tensors: (inputs) => Object.keys(tensors(inputs)),
    }),
  };
}

function tensorOf(
  type: string,
  name: string,
  { shape, initializer = fanInUniform(), fanIn, fanOut }: TensorDefinition,
  inputs: number,
  outputs: number,
): LayerTensor {
  requireName(type, 'a tensor', name);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new OptionError(
      `${type}: the shape of "${name}" must be whole numbers ≥ 1, it is [${shape.join(', ')}]`,
    );
  }
  return { name, shape, initializer, fanIn: fanIn ?? inputs, fanOut: fanOut ?? outputs };
}

function requireOutputs(type: string, outputs: number): number {
  if (Number.isSafeInteger(outputs) && outputs >= 1) return outputs;
  throw new OptionError(
    `${type}: the number of outputs must be a whole number ≥ 1, it is ${outputs}`,
  );
}
