/** A line as a sample: its features, its labels. What its numbers mean is for the model to judge. */
export interface SampleLine {
  /** Values; of sparse features those that are listed. */
  readonly x: ArrayLike<number>;
  readonly indices: readonly number[] | undefined;
  readonly y: ArrayLike<number>;
}

/** Reads one line, or says why it is no sample. */
export function readSample(line: string): SampleLine | string {
  const value = parse(line);
  if (typeof value !== 'object' || value === null) return 'the line is not a JSON object';
  const { x, y } = value as { readonly x?: unknown; readonly y?: unknown };
  const labels = typeof y === 'number' ? [y] : y;
  if (!isNumbers(labels) || labels.length === 0) {
    return 'y is a number, or an array of some: the label';
  }
  if (isNumbers(x)) return { x, indices: undefined, y: labels };
  const sparse = (x ?? {}) as { readonly indices?: unknown; readonly values?: unknown };
  const { indices, values } = sparse;
  if (isIndices(indices) && isNumbers(values) && indices.length === values.length) {
    return { x: values, indices, y: labels };
  }
  return 'x is an array of numbers, or { "indices": […], "values": […] } of one length';
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  for (let i = 0; i < value.length; i += 1) if (typeof value[i] !== 'number') return false;
  return true;
}

function isIndices(value: unknown): value is readonly number[] {
  return isNumbers(value) && value.every((i) => Number.isInteger(i) && i >= 0 && i < 2 ** 32);
}
