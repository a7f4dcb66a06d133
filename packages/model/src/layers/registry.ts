import { dense } from './dense.ts';
import type { Layer, LayerConfig } from './layer.ts';
import { sparseLinear } from './sparse-linear.ts';

/** Builds a layer again from its type's name and its (checked) configuration. */
interface LayerType {
  /** Each option's kind. */
  readonly options: Readonly<Record<string, 'count' | 'number' | 'boolean'>>;
  build(config: LayerConfig, name: string): Layer;
}

/** The layers by type: what a schema refers to, and what the laws are tested for. */
export const layerTypes = {
  dense: {
    options: { units: 'count', bias: 'boolean' },
    build: (config, name) => dense(config['units'] as number, { name, bias: config['bias'] as boolean }),
  },
  sparseLinear: {
    options: { units: 'count', bias: 'boolean' },
    build: (config, name) => sparseLinear(config['units'] as number, { name, bias: config['bias'] as boolean }),
  },
} as const satisfies Record<string, LayerType>;
