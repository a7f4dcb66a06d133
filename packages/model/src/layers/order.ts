import type { Program } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import type { InputColumns, Layer } from './layer.ts';

/** @throws OptionError when there is no layer, or one that takes the model's own input doesn't come first */
export function requireOrder(where: string, layers: readonly Layer[]): void {
  if (layers.length === 0) throw new OptionError(`${where}: it needs at least one layer`);
  for (const [i, { type, sparse, categories, host, inputGradient }] of layers.entries()) {
    if (host && inputGradient === undefined && i > 0) {
      throw new OptionError(
        `${where}: ${type} has no input gradient, so it must be the first layer`,
      );
    }
    if (sparse && i > 0) {
      throw new OptionError(
        `${where}: ${type} takes sparse features, so it must be the first layer`,
      );
    }
    if (categories && !layers.slice(0, i).every((layer) => layer.passes !== undefined)) {
      throw new OptionError(
        `${where}: ${type} takes categories, so nothing but a slice may come before it`,
      );
    }
  }
}

/** What the first layer that computes asks of its input. */
export function emitChecks(
  program: Program,
  layers: readonly Layer[],
  columns: InputColumns,
): void {
  let seen = columns;
  for (const layer of layers) {
    if (layer.passes === undefined) return layer.check?.(program, seen);
    seen = layer.passes(seen);
  }
}
