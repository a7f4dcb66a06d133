import { type SchemaSpec, type TensorSpec, isBias, lengthOf, ownerOf } from './tensor-spec.ts';

/**
 * A name for every weight of a tensor: the features' names where the tensor stands on the inputs and has one output,
 * `bias`, the tensor's own name where it is a single number, else its indices (`weights[3,1]`).
 */
export function weightNames(tensor: TensorSpec, schema: SchemaSpec): string[] {
  const length = lengthOf(tensor);
  const prefix = schema.tensors.length > 2 && isLayered(schema) ? `${ownerOf(tensor)} ` : '';
  const short = tensor.name.slice(tensor.name.search(/[^./]+$/));
  if (length === 1 && isBias(tensor)) return [`${prefix}bias`];
  if (length === 1 && !isLayered(schema)) return [tensor.name];
  const features = featuresOf(tensor, schema);
  if (features !== undefined) return [...features];
  const [, outputs] = tensor.shape;
  return Array.from({ length }, (_, i) =>
    outputs === undefined || outputs === 1 || tensor.shape.length !== 2
      ? `${prefix}${short}[${i}]`
      : `${prefix}${short}[${Math.floor(i / outputs)},${i % outputs}]`,
  );
}

function isLayered(schema: SchemaSpec): boolean {
  return schema.layers.length > 0;
}

function featuresOf(tensor: TensorSpec, schema: SchemaSpec): readonly string[] | undefined {
  const standsOnInputs = tensor === schema.tensors[0] && isLayered(schema) && !isBias(tensor);
  return standsOnInputs && schema.features?.length === lengthOf(tensor)
    ? schema.features
    : undefined;
}
