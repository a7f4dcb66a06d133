import { dense } from './dense.ts';
import { elu } from './elu.ts';
import { gelu } from './gelu.ts';
import { identity } from './identity.ts';
import type { Layer, LayerConfig } from './layer.ts';
import { leakyRelu } from './leaky-relu.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { sparseLinear } from './sparse-linear.ts';
import { tanh } from './tanh.ts';

/** What each layer's factory is given, as it stands in a schema. */
export interface LayerConfigs {
  dense: { readonly units: number; readonly bias: boolean };
  elu: { readonly alpha: number };
  gelu: { readonly approximate: boolean };
  identity: LayerConfig;
  leakyRelu: { readonly slope: number };
  relu: LayerConfig;
  sigmoid: LayerConfig;
  silu: LayerConfig;
  softmax: LayerConfig;
  softplus: LayerConfig;
  sparseLinear: { readonly units: number; readonly bias: boolean };
  tanh: LayerConfig;
}

/** What an option may be: a whole number ≥ 1, a finite number, or true or false. */
export type OptionKind = 'count' | 'number' | 'boolean';

/** How a layer is built again from a schema. */
export interface LayerType<Config> {
  readonly options: { readonly [K in keyof Config]: OptionKind };
  build(config: Config, name: string): Layer;
}

/** The layers by type: what a schema refers to, and what the laws are tested for. */
export const layerTypes: { readonly [T in keyof LayerConfigs]: LayerType<LayerConfigs[T]> } = {
  dense: {
    options: { units: 'count', bias: 'boolean' },
    build: ({ units, bias }, name) => dense(units, { name, bias }),
  },
  elu: { options: { alpha: 'number' }, build: ({ alpha }, name) => elu({ name, alpha }) },
  gelu: {
    options: { approximate: 'boolean' },
    build: ({ approximate }, name) => gelu({ name, approximate }),
  },
  identity: { options: {}, build: (_, name) => identity({ name }) },
  leakyRelu: {
    options: { slope: 'number' },
    build: ({ slope }, name) => leakyRelu({ name, slope }),
  },
  relu: { options: {}, build: (_, name) => relu({ name }) },
  sigmoid: { options: {}, build: (_, name) => sigmoid({ name }) },
  silu: { options: {}, build: (_, name) => silu({ name }) },
  softmax: { options: {}, build: (_, name) => softmax({ name }) },
  softplus: { options: {}, build: (_, name) => softplus({ name }) },
  sparseLinear: {
    options: { units: 'count', bias: 'boolean' },
    build: ({ units, bias }, name) => sparseLinear(units, { name, bias }),
  },
  tanh: { options: {}, build: (_, name) => tanh({ name }) },
};
