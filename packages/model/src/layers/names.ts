import { ParameterError } from '../errors/parameter-error.ts';
import type { Layer } from './layer.ts';

/**
 * Each layer's name: the one that was given, or the type's with the first free number.
 *
 * @throws ParameterError when two layers are given one name
 */
export function nameLayers(layers: readonly Pick<Layer, 'name' | 'type'>[]): readonly string[] {
  const taken = new Set<string>();
  return layers.map(({ name, type }) => {
    if (name !== undefined && taken.has(name)) {
      throw new ParameterError(`two layers are called "${name}"; give them different names`);
    }
    const found = name ?? firstFree(type, taken);
    taken.add(found);
    return found;
  });
}

function firstFree(type: string, taken: ReadonlySet<string>): string {
  let found = type;
  for (let n = 2; taken.has(found); n += 1) found = `${type}${n}`;
  return found;
}
