import type { FeedSample } from 'rxgrad/client';
import type { Row } from 'rxgrad/sources';
import type { FateTally } from './fate-tally.ts';
import type { Columns, Input } from './input.ts';

/** The samples of an input; rows that are none are rejected here, each with its reason. */
export function samplesOf(
  input: Input,
  tally: Pick<FateTally, 'add'>,
): { chunks(): AsyncIterable<readonly FeedSample[]> } {
  const reject = (reason: string): void => tally.add({ status: 'rejected', reason, count: 1 });
  input.onReject = reject;
  const samples = (rows: readonly Row[]): readonly FeedSample[] =>
    rows.flatMap((row) => {
      const sample = sampleOf(row, input);
      if (typeof sample !== 'string') return [sample];
      reject(sample);
      return [];
    });
  const chunks = (): AsyncIterator<readonly FeedSample[]> => {
    const rows = input.rows.chunks()[Symbol.asyncIterator]();
    return {
      async next() {
        const next = await rows.next();
        if (next.done === true) return { done: true, value: undefined };
        return { done: false, value: samples(next.value) };
      },
      // No generator: one that waits for its next row could not be ended.
      return: async () => {
        await rows.return?.();
        return { done: true, value: undefined };
      },
    };
  };
  return { chunks: () => ({ [Symbol.asyncIterator]: chunks }) };
}

/** A row as a sample, or what it lacks. */
export function sampleOf(row: Row, { label, features }: Columns): FeedSample | string {
  const y = labelOf(row[label]);
  if (y === undefined) return `column "${label}" is no number: the label`;
  if (features === undefined && typeof row['x'] === 'object' && row['x'] !== null) {
    const x = featuresOf(row['x']);
    return x === undefined ? '"x" is no array of numbers, nor indices and values' : { x, y };
  }
  const names = features ?? Object.keys(row).filter((name) => name !== label);
  const x = new Float32Array(names.length);
  for (const [i, name] of names.entries()) {
    const value = numberOf(row[name]);
    if (value === undefined) return `column "${name}" is no number`;
    x[i] = value;
  }
  return { x, y };
}

function labelOf(value: unknown): number | readonly number[] | undefined {
  return isNumbers(value) && value.length > 0 ? value : numberOf(value);
}

function featuresOf(x: unknown): FeedSample['x'] | undefined {
  if (isNumbers(x)) return x;
  const { indices, values } = (x ?? {}) as {
    readonly indices?: unknown;
    readonly values?: unknown;
  };
  if (!isNumbers(indices) || !isNumbers(values) || indices.length !== values.length)
    return undefined;
  return { indices: Uint32Array.from(indices), values: Float32Array.from(values) };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

/** Numbers, also as text (a CSV has nothing else) and as booleans. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}
