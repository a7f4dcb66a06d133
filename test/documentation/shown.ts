const TOLERANCE = 1e-6;

/**
 * Fails unless a value is what the documentation says: numbers within 1e-6 relative, typed arrays
 * like arrays, everything else deeply equal.
 */
export function shown(actual: unknown, expected: unknown, place: string): void {
  if (isClose(actual, expected)) return;
  throw new Error(`${place} shows ${print(expected)}, but the code gives ${print(actual)}`);
}

function isClose(actual: unknown, expected: unknown): boolean {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const scale = Math.max(Math.abs(actual), Math.abs(expected));
    return Object.is(actual, expected) || Math.abs(actual - expected) <= TOLERANCE * scale;
  }
  if (!isObject(actual) || !isObject(expected)) return Object.is(actual, expected);
  const left = entriesOf(actual);
  const right = entriesOf(expected);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    Object.keys(left).length === Object.keys(right).length &&
    Object.entries(right).every(
      ([key, value]) => key in left && isClose((left as Record<string, unknown>)[key], value),
    )
  );
}

/** What is compared: the elements of lists, of whatever kind, and the fields of objects. */
function entriesOf(value: object): object {
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return [...(value as Uint8Array)];
  }
  if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)];
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function print(value: unknown): string {
  if (!isObject(value)) return typeof value === 'string' ? `'${value}'` : String(value);
  return JSON.stringify(entriesOf(value)) ?? value.constructor.name;
}
