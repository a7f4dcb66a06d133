import type { Model } from '../model.ts';
import { modelFromSchema } from '../schema/model-from-schema.ts';
import { checkKeys } from './check-keys.ts';
import { loadFile } from './load-safetensors.ts';
import { requireKind } from './metadata.ts';
import { type SafetensorsFile, readFile } from './read-file.ts';
import { SafetensorsError } from './safetensors-error.ts';

const SCHEMA = 'rxgrad.schema';

/**
 * Builds the model that a file of `toSafetensors` holds: layers from its metadata, weights from its tensors.
 *
 * @param bytes of the file
 * @throws SafetensorsError when the file is damaged, or has no schema of a model that can be built here
 * @example
 * ```ts
 * import { dense, modelFromSafetensors, relu, sequential, toSafetensors } from 'rxgrad';
 * const bytes = toSafetensors(sequential({ inputs: ['taste', 'look'] }, dense(3), relu()));
 * modelFromSafetensors(bytes).features; // → ['taste', 'look']
 * ```
 */
export function modelFromSafetensors(bytes: Uint8Array): Model {
  const file = readFile(bytes);
  requireKind(file.metadata, 'weights');
  const model = build(file);
  loadFile(model, file, {});
  return model;
}

function build(file: SafetensorsFile): Model {
  const text = file.metadata.get(SCHEMA);
  if (text === undefined) {
    throw new SafetensorsError(
      `metadata "${SCHEMA}" is missing, rxgrad didn't write the file; build the model and use loadSafetensors`,
    );
  }
  try {
    const schema: unknown = JSON.parse(text);
    checkKeys(text, 'schema');
    return modelFromSchema(schema, { mostWeights: weightsIn(file) });
  } catch (cause) {
    throw new SafetensorsError(`metadata "${SCHEMA}": ${(cause as Error).message}`, { cause });
  }
}

/** A file of a few bytes must not make this process set aside a gigabyte. */
function weightsIn({ tensors }: SafetensorsFile): number {
  let weights = 0;
  for (const { bytes, dtype } of tensors.values()) weights += bytes.length / dtype.bytes;
  return weights;
}
