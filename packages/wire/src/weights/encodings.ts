import type { Encoding } from './encoding.ts';
import { f16 } from './f16-encoding.ts';
import { f32 } from './f32-encoding.ts';
import { int8, topk } from './int8-encoding.ts';

/** Names of the encodings this code speaks. */
export type EncodingName = 'f32' | 'f16' | 'int8' | 'topk';

/** Every encoding by name: a name without a row does not compile. */
export const encodings: { readonly [N in EncodingName]: Encoding } = { f32, f16, int8, topk };

/** Whether a name on the wire is an encoding that this code speaks. */
export function isEncoding(name: string): name is EncodingName {
  return Object.hasOwn(encodings, name);
}

/** The first of a client's preferred encodings that this code speaks; f32 otherwise. */
export function chooseEncoding(preferred: readonly string[]): EncodingName {
  return preferred.find(isEncoding) ?? 'f32';
}
