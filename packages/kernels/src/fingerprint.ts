import { type Operation, operations } from './operations.ts';

/**
 * Tells registries apart: FNV-1a (32 bits) over every kernel's name and operands in order.
 *
 * The build writes it beside the module. Instructions are numbers, so a module built from another registry would run
 * the wrong kernels without a word.
 */
export function fingerprint(registry: Readonly<Record<string, Operation>> = operations): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(registry)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}
