import type { Features } from '@rxgrad/model';

const HIGHEST_INDEX = 2 ** 32 - 1;

/** Features as JSON tells them: numbers, or indices and values of those that aren't 0; nothing for all else. */
export function featuresOf(x: unknown): Features | undefined {
  if (isNumbers(x)) return x;
  const { indices, values } = (x ?? {}) as {
    readonly indices?: unknown;
    readonly values?: unknown;
  };
  if (!isNumbers(indices) || !isNumbers(values) || indices.length !== values.length) {
    return undefined;
  }
  const whole = indices.every((i) => Number.isInteger(i) && i >= 0 && i <= HIGHEST_INDEX);
  return whole
    ? { indices: Uint32Array.from(indices), values: Float32Array.from(values) }
    : undefined;
}

function isNumbers(x: unknown): x is number[] {
  return Array.isArray(x) && x.every((value) => typeof value === 'number');
}
