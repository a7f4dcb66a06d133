import type { Layer } from '../layers/layer.ts';
import type { OptionKind } from '../layers/registry.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import { layerRegistry, lossRegistry } from './registry.ts';

/** What can be called by name: what `defineLayer` and `defineLoss` return. */
export type Registrable =
  | {
      readonly type: string;
      readonly options: Readonly<Record<string, OptionKind>>;
      build(config: never, name: string): Layer;
    }
  | LossFunction;

/**
 * Makes layers and losses of one's own known by name in this program: to `modelFromSchema`, `modelFromSafetensors`, mirrors and
 * `lossByName`.
 *
 * Only who *reads* a model needs it; registering the same one again does nothing. Optimizers need none: they are never
 * made from a name.
 *
 * @param members what `defineLayer` and `defineLoss` returned
 * @throws OptionError when another one is registered under that name
 * @example
 * ```ts
 * import { defineLayer, modelFromSchema, register, sequential } from 'rxgrad';
 * const scale = defineLayer({
 *   type: 'scale',
 *   options: { by: 'number' },
 *   forward: ({ x, y, options: { by } }) => x.forEach((v, i) => (y[i] = v * by)),
 *   inputGradient: ({ dy, dx, options: { by } }) => dy.forEach((d, i) => (dx[i] = d * by)),
 * });
 * register(scale);
 * const twin = modelFromSchema(sequential({ inputs: 1 }, scale({ by: 3 })).schema());
 * Array.from(twin.predictOne([2])); // → [6]
 * ```
 */
export function register(...members: readonly Registrable[]): void {
  for (const member of members) {
    if ('build' in member) layerRegistry.add(member.type, member);
    else lossRegistry.add(member.name, member);
  }
}
