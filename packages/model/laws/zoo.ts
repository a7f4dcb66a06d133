import { Random } from '@rxgrad/online';
import {
  type Features,
  type Layer,
  type LossFunction,
  type Model,
  type Sample,
  dense,
  heUniform,
  sequential,
  tanh,
} from '../src/index.ts';
import { type LayerType, type OptionKind, layerTypes } from '../src/layers/registry.ts';

/** An option of each kind, so that a layer enrols by its registry line alone. */
const EXAMPLES: Readonly<Record<OptionKind, number | boolean | readonly Layer[]>> = {
  count: 3,
  index: 1,
  layers: [dense(5), tanh()],
  number: 0.125,
  boolean: true,
};

export type LayerName = keyof typeof layerTypes;

/** All but those whose x must be categories: `layers.test.ts` has the laws for them. */
export const layerNames = (Object.keys(layerTypes) as LayerName[]).filter(
  (name) => !layerOf(name).categories,
);

/** A layer of a type, with an example for each of its options. */
export function layerOf(name: LayerName): Layer {
  const type = layerTypes[name] as LayerType<Record<string, unknown>>;
  const config: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(type.options)) config[key] = EXAMPLES[kind];
  return type.build(config, 'subject');
}

/** The layer between two dense ones, or before one where it must come first. */
export function modelWith(layer: Layer, { inputs, outputs, seed }: Shape): Model {
  const initializer = heUniform();
  const last = dense(outputs, { name: 'last', initializer, biasInitializer: heUniform() });
  if (layer.sparse) return sequential({ inputs, seed }, layer, last);
  const first = dense(5, { name: 'first', initializer, biasInitializer: heUniform() });
  return sequential({ inputs, seed }, first, layer, last);
}

export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
  readonly seed: number;
}

/** Samples that the loss can read, as large as `scale`. */
export function samplesFor(
  loss: LossFunction,
  size: number,
  { inputs, outputs, seed }: Shape,
  scale = 1,
): Sample[] {
  const random = new Random(seed + 1);
  return Array.from({ length: size }, () => ({
    x: Float32Array.from({ length: inputs }, () =>
      random.uniform() < 0.2 ? 0 : scale * random.normal(),
    ),
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
