import type { Value } from './row.ts';

/**
 * One column of a row group in one array: a Float64Array when all values are numbers, otherwise an array with null
 * for what is missing. 64-bit integers become numbers where a number is exact.
 *
 * @param pieces decoded parts of the column as hyparquet gives them; may be changed and taken over
 */
export function joinPieces(
  pieces: readonly ArrayLike<unknown>[],
  length: number,
): ArrayLike<Value> {
  return joinNumbers(pieces, length) ?? joinMixed(pieces, length);
}

function joinNumbers(
  pieces: readonly ArrayLike<unknown>[],
  length: number,
): Float64Array | undefined {
  const numbers = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    for (let i = 0; i < piece.length && at < length; i += 1, at += 1) {
      const value = toValue(piece[i]);
      if (typeof value !== 'number') return undefined;
      numbers[at] = value;
    }
  }
  return numbers;
}

function joinMixed(pieces: readonly ArrayLike<unknown>[], length: number): Value[] {
  const [only] = pieces;
  if (pieces.length === 1 && Array.isArray(only) && only.length === length) {
    const values: unknown[] = only;
    for (let i = 0; i < length; i += 1) {
      const value = values[i];
      if (value === undefined || typeof value === 'bigint') values[i] = toValue(value);
    }
    return values as Value[];
  }
  return pieces.flatMap((piece) => Array.from(piece, toValue)).slice(0, length);
}

/** A 64-bit integer becomes a number where that is exact, undefined becomes null. */
export function toValue(value: unknown): Value {
  if (typeof value !== 'bigint') return value === undefined ? null : (value as Value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
