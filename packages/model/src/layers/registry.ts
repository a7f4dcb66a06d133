import { chain } from './chain.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { embedding } from './embedding.ts';
import { factorizationMachine } from './factorization-machine.ts';
import { gelu } from './gelu.ts';
import { gru } from './gru.ts';
import { identity } from './identity.ts';
import type { Layer, LayerConfig } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { leakyRelu } from './leaky-relu.ts';
import { named } from './named.ts';
import { parallel } from './parallel.ts';
import { relu } from './relu.ts';
import { residual } from './residual.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { sparseLinear } from './sparse-linear.ts';
import { tanh } from './tanh.ts';

/** What each layer's factory is given, as it stands in a schema. */
export interface LayerConfigs {
  chain: { readonly layers: readonly Layer[] };
  dense: { readonly units: number; readonly bias: boolean };
  dropout: { readonly rate: number };
  elu: { readonly alpha: number };
  embedding: { readonly categories: number; readonly units: number };
  factorizationMachine: { readonly rank: number };
  gelu: { readonly approximate: boolean };
  gru: { readonly units: number; readonly steps: number };
  identity: LayerConfig;
  layerNorm: { readonly epsilon: number };
  leakyRelu: { readonly slope: number };
  parallel: { readonly layers: readonly Layer[] };
  relu: LayerConfig;
  residual: { readonly layers: readonly Layer[] };
  sigmoid: LayerConfig;
  silu: LayerConfig;
  slice: { readonly from: number; readonly length: number };
  softmax: LayerConfig;
  softplus: LayerConfig;
  sparseLinear: { readonly units: number; readonly bias: boolean };
  tanh: LayerConfig;
}

/** What an option may be: a whole number ≥ 1 or ≥ 0, a finite number, true or false, or a list of layers. */
export type OptionKind = 'count' | 'index' | 'number' | 'boolean' | 'layers';

/** How a layer is built again from a schema. */
export interface LayerType<Config> {
  readonly options: { readonly [K in keyof Config]: OptionKind };
  build(config: Config, name: string): Layer;
}

/** The layers by type: what a schema refers to, and what the laws are tested for. */
export const layerTypes: { readonly [T in keyof LayerConfigs]: LayerType<LayerConfigs[T]> } = {
  chain: {
    options: { layers: 'layers' },
    build: ({ layers }, name) => named(name, chain(...many(layers))),
  },
  dense: {
    options: { units: 'count', bias: 'boolean' },
    build: ({ units, bias }, name) => dense(units, { name, bias }),
  },
  dropout: { options: { rate: 'number' }, build: ({ rate }, name) => dropout(rate, { name }) },
  elu: { options: { alpha: 'number' }, build: ({ alpha }, name) => elu({ name, alpha }) },
  embedding: {
    options: { categories: 'count', units: 'count' },
    build: ({ categories, units }, name) => embedding(categories, units, { name }),
  },
  factorizationMachine: {
    options: { rank: 'count' },
    build: ({ rank }, name) => factorizationMachine(rank, { name }),
  },
  gelu: {
    options: { approximate: 'boolean' },
    build: ({ approximate }, name) => gelu({ name, approximate }),
  },
  gru: {
    options: { units: 'count', steps: 'count' },
    build: ({ units, steps }, name) => gru(units, { name, steps }),
  },
  identity: { options: {}, build: (_, name) => identity({ name }) },
  layerNorm: {
    options: { epsilon: 'number' },
    build: ({ epsilon }, name) => layerNorm({ name, epsilon }),
  },
  leakyRelu: {
    options: { slope: 'number' },
    build: ({ slope }, name) => leakyRelu({ name, slope }),
  },
  parallel: {
    options: { layers: 'layers' },
    build: ({ layers }, name) => named(name, parallel(...many(layers))),
  },
  relu: { options: {}, build: (_, name) => relu({ name }) },
  residual: {
    options: { layers: 'layers' },
    build: ({ layers }, name) => named(name, residual(...many(layers))),
  },
  sigmoid: { options: {}, build: (_, name) => sigmoid({ name }) },
  silu: { options: {}, build: (_, name) => silu({ name }) },
  slice: {
    options: { from: 'index', length: 'count' },
    build: ({ from, length }, name) => slice(from, from + length, { name }),
  },
  softmax: { options: {}, build: (_, name) => softmax({ name }) },
  softplus: { options: {}, build: (_, name) => softplus({ name }) },
  sparseLinear: {
    options: { units: 'count', bias: 'boolean' },
    build: ({ units, bias }, name) => sparseLinear(units, { name, bias }),
  },
  tanh: { options: {}, build: (_, name) => tanh({ name }) },
};

/** Factories refuse an empty list by themselves. */
function many(layers: readonly Layer[]): [Layer, ...Layer[]] {
  return layers as [Layer, ...Layer[]];
}
