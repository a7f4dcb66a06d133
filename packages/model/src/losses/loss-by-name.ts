import { lossRegistry } from '../define/registry.ts';
import { epsilonInsensitive } from './epsilon-insensitive.ts';
import { headsByName } from './head.ts';
import { huber } from './huber.ts';
import type { LossFunction } from './loss-function.ts';
import { LONGEST_NAME, losses } from './losses.ts';
import { quantile } from './quantile.ts';

/** Losses that options shape, and what their options are called. */
const families: Readonly<Record<string, readonly [string, (value: number) => LossFunction]>> = {
  epsilonInsensitive: ['epsilon', (epsilon) => epsilonInsensitive({ epsilon })],
  huber: ['delta', (delta) => huber({ delta })],
  quantile: ['tau', (tau) => quantile({ tau })],
};

/**
 * The loss of a name, options included, as a run tells it to its mirrors; undefined where there is none.
 *
 * Ours, and those that `register` was given.
 *
 * @param name a loss's `name`, from anywhere
 * @example
 * ```ts
 * import { huber, lossByName } from 'rxgrad';
 * const { name } = huber({ delta: 2 });
 * name; // → 'huber(delta=2)'
 * lossByName(name)?.name; // → 'huber(delta=2)'
 * lossByName('oracle'); // → undefined
 * ```
 */
export function lossByName(name: string): LossFunction | undefined {
  const known = lossRegistry.find(name);
  if (known !== undefined) return known;
  const [, heads] = /^losses\((.+)\)$/.exec(name) ?? [];
  if (heads !== undefined) return composed(name, heads);
  const [, type = '', option, value] = /^(\w+)\((\w+)=([\d.e+-]+)\)$/.exec(name) ?? [];
  if (!Object.hasOwn(families, type)) return undefined;
  const [expected, make] = families[type] as (typeof families)[string];
  return option === expected ? attempt(make, Number(value)) : undefined;
}

/** A loss of several heads, if that is what it is called. */
function composed(name: string, text: string): LossFunction | undefined {
  if (name.length > LONGEST_NAME || text.includes('losses(')) return undefined;
  const heads = headsByName(text, lossByName);
  const found = heads && attempt(() => losses(heads), 0);
  return found?.name === name ? found : undefined;
}

function attempt(make: (value: number) => LossFunction, value: number): LossFunction | undefined {
  try {
    return make(value);
  } catch {
    return undefined;
  }
}
