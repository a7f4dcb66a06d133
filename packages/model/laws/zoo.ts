import { Random } from '@rxgrad/online';
import {
  type Features,
  type Layer,
  type LossFunction,
  type Model,
  type Optimizer,
  type Sample,
  dense,
  heUniform,
  sequential,
  tanh,
} from '../src/index.ts';
import { type LayerType, type OptionKind, layerTypes } from '../src/layers/registry.ts';
import { lossFunctions } from '../src/losses/registry.ts';
import { optimizers } from '../src/optimizers/registry.ts';
import { ownLayers, ownLosses, ownOptimizers } from './own-members.ts';

/** Inputs of a layer that stands between others. */
const WIDTH = 5;

type AnyLayerType = LayerType<Record<string, unknown>>;

/** All that the laws are tested for: ours by their registries, and some of a user's own. */
const members = { ...layerTypes, ...ownLayers } as unknown as Readonly<
  Record<string, AnyLayerType>
>;
export const losses: Readonly<Record<string, LossFunction>> = { ...lossFunctions, ...ownLosses };
export const optimizerMakers: Readonly<Record<string, (learningRate: number) => Optimizer>> = {
  ...optimizers,
  ...ownOptimizers,
};
export const allLayerNames: readonly string[] = Object.keys(members);

/** All but those whose x must be categories, see `shapeFor`. */
export const layerNames = allLayerNames.filter((name) => !layerOf(name).categories);

/** An option of each kind, so that a layer enrols by its registry line alone; for layers of so many inputs. */
function exampleOf(kind: OptionKind, width: number): unknown {
  const index = Math.min(1, width - 1);
  const examples: Record<OptionKind, unknown> = {
    count: Math.min(3, width - index),
    index,
    layers: [dense(width), tanh()],
    number: 0.125,
    boolean: true,
  };
  return examples[kind];
}

/** A layer of a type, with an example for each of its options. */
export function layerOf(name: string, width: number = WIDTH): Layer {
  const type = members[name];
  if (type === undefined) throw new Error(`no layer ${name}`);
  const config: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(type.options)) config[key] = exampleOf(kind, width);
  return type.build(config, 'subject');
}

/** The layer between two dense ones, or before one where it must come first. */
export function modelWith(layer: Layer, { inputs, outputs, seed, width = WIDTH }: Shape): Model {
  const initializer = heUniform();
  const last = dense(outputs, { name: 'last', initializer, biasInitializer: heUniform() });
  if (layer.sparse || layer.categories) return sequential({ inputs, seed }, layer, last);
  const first = dense(width, { name: 'first', initializer, biasInitializer: heUniform() });
  return sequential({ inputs, seed }, first, layer, last);
}

/** The shape, with the categories that the layer wants x to be. */
export function shapeFor<S extends Shape>({ categories, config }: Layer, shape: S): S {
  return categories ? { ...shape, categories: Number(config['categories']) } : shape;
}

export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
  readonly seed: number;
  /** Inputs of the layer that is looked at, where another one comes before. */
  readonly width?: number;
  /** How many, where x is made of them. */
  readonly categories?: number;
}

/** Samples that the loss can read, as large as `scale`. */
export function samplesFor(
  loss: LossFunction,
  size: number,
  { inputs, outputs, seed, categories }: Shape,
  scale = 1,
): Sample[] {
  const random = new Random(seed + 1);
  const number = (): number => (random.uniform() < 0.2 ? 0 : scale * random.normal());
  const category = (): number => random.integer(categories ?? 1);
  return Array.from({ length: size }, () => ({
    x: Float32Array.from({ length: inputs }, categories === undefined ? number : category),
    y: labelFor(loss, outputs, random),
  }));
}

function labelFor(loss: LossFunction, outputs: number, random: Random): Sample['y'] {
  if (loss.labels === 'class') return random.integer(outputs);
  // 0 and 1 where labels are such, elsewhere whole numbers around 0 that lie within the loss's range.
  const low = Math.max(loss.min, -3);
  const high = Math.min(loss.max, 4);
  const label = (): number => low + random.integer(high - low + 1);
  return outputs === 1 ? label() : Float32Array.from({ length: outputs }, label);
}

/** A dense x as a list of its non-zeros. */
export function sparsely(x: Features): Features {
  const values = Array.from(x as ArrayLike<number>);
  const indices = values.flatMap((value, i) => (value === 0 ? [] : [i]));
  return {
    indices: Uint32Array.from(indices),
    values: Float32Array.from(indices, (i) => values[i] as number),
  };
}

/** The bits of numbers, to compare them exactly: −0 is not 0, NaN is NaN. */
export function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.slice().buffer);
}
