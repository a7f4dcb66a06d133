/** The part of a model's schema that a picture of it needs. */
export interface SchemaSpec {
  readonly features?: readonly string[];
  readonly layers: readonly LayerSpec[];
  readonly tensors: readonly TensorSpec[];
}

/** A layer as the wire carries it: a map of its `type`, its `name` and its configuration. */
export type LayerSpec = Readonly<Record<string, unknown>>;

/** A named block of the flat weight vector. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

export function lengthOf(tensor: TensorSpec): number {
  return tensor.shape.reduce((product, size) => product * size, 1);
}

/** `dense.weights` → `dense`, `dense/bias` → `dense`, `angle` → `angle`. */
export function ownerOf(tensor: TensorSpec): string {
  return /^(.+)[./][^./]+$/.exec(tensor.name)?.[1] ?? tensor.name;
}

export function isBias(tensor: TensorSpec): boolean {
  return /(^|[./])biase?s?$/.test(tensor.name);
}
