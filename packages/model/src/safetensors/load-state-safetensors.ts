import type { Model } from '../model.ts';
import { requireKind } from './metadata.ts';
import { quoted } from './quoted.ts';
import { type SafetensorsFile, readFile } from './read-file.ts';
import { readNumbers, requireTensors } from './read-values.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { type StateTensor, stateTensors } from './state-tensors.ts';

const MOST = 2 ** 32 - 1;

/**
 * Puts a model's layers into the state that a safetensors file of `stateToSafetensors` holds: with weights and optimizer from
 * theirs, training goes on to the same bits.
 *
 * @param model of the same layers
 * @param bytes of the file
 * @throws SafetensorsError when the file is damaged, of another model, or of no state that these layers can be in; nothing is
 *   changed
 * @example
 * ```ts
 * import { dropout, loadStateSafetensors, sequential, stateToSafetensors } from 'rxgrad';
 * const model = sequential({ inputs: 1, seed: 1 }, dropout(0.5));
 * const copy = sequential({ inputs: 1, seed: 2 }, dropout(0.5));
 * loadStateSafetensors(copy, stateToSafetensors(model));
 * copy.layerState.join() === model.layerState.join(); // → true
 * ```
 */
export function loadStateSafetensors(model: Model, bytes: Uint8Array): void {
  const file = readFile(bytes);
  requireKind(file.metadata, 'state');
  const tensors = stateTensors(model);
  requireTensors(
    file,
    tensors.map(({ name }) => name),
  );
  const words = model.layerState.slice();
  for (const tensor of tensors) words.set(readWords(file, tensor), tensor.offset);
  try {
    model.restoreLayers(words);
  } catch (cause) {
    throw new SafetensorsError((cause as Error).message, { cause });
  }
}

/** A tensor's numbers, as words. */
function readWords(file: SafetensorsFile, { name, shape, kind }: StateTensor): Uint32Array {
  const numbers = readNumbers(file, name, shape);
  if (kind === 'f32') return new Uint32Array(Float32Array.from(numbers).buffer);
  const wrong = numbers.findIndex((n) => !Number.isInteger(n) || n < 0 || n > MOST);
  if (wrong < 0) return Uint32Array.from(numbers);
  throw new SafetensorsError(
    `tensor ${quoted(name)}: number ${wrong} is ${numbers[wrong]}; a whole number from 0 to ${MOST} is expected`,
  );
}
