import { setImmediate } from 'node:timers/promises';

import { ChunkedSource, closing } from './chunked-source.ts';
import type { GroupColumn } from './group-column.ts';
import { ParquetFile } from './parquet-file.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import { pathOf } from './text-input.ts';
import { UnknownColumnError } from './unknown-column-error.ts';

/** How a Parquet file is read. */
export interface ParquetOptions {
  /** The columns to read, all unless given; those left out cost nothing. */
  readonly columns?: readonly string[];
  /** Rows a chunk at most, 4,096 unless given. */
  readonly chunkRows?: number;
}

/** Some consecutive rows by columns: `values[name][i]` is the value of column `name` in row i. */
export interface ColumnChunk<T = Row> {
  readonly length: number;
  /** A Float64Array where all values are numbers, an array otherwise. */
  readonly values: { readonly [K in keyof T]: ArrayLike<T[K]> };
}

/** A Parquet file: rows, and the same by columns, which is the fastest way through it. */
export interface ParquetSource<T> extends Source<T> {
  /** The same rows in the same order, `chunkRows` at a time, without an object for each. */
  columns(): AsyncIterable<ColumnChunk<T>>;
}

/**
 * A Parquet file as rows, in the file's order; one row group at a time is in memory.
 *
 * Integers of 64 bits come as numbers (as bigint only beyond 2^53), timestamps as `Date` (one without a time zone as
 * if it were UTC), what is missing as null. Every codec of hyparquet-compressors is read.
 *
 * @param file path or URL of the file
 * @throws (while iterating) MissingFileError, BrokenFileError, UnknownColumnError
 *
 * @example
 * ```ts
 * import { MissingFileError, parquet } from 'rxgrad/sources';
 * const flights = parquet('no-such-file.parquet', { columns: ['delay', 'origin'] });
 * let error: unknown;
 * try {
 *   for await (const rows of flights.chunks()) rows.length;
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof MissingFileError; // → true
 * ```
 */
export function parquet<T extends object = Row>(
  file: string | URL,
  options: ParquetOptions = {},
): ParquetSource<T> {
  return new Parquet<T>(pathOf(file), options);
}

class Parquet<T extends object> extends ChunkedSource<T> implements ParquetSource<T> {
  readonly #path: string;
  readonly #options: ParquetOptions;

  constructor(path: string, options: ParquetOptions) {
    super(async function* (signal) {
      for await (const chunk of columnChunks<T>(path, options, signal)) yield toRows(chunk);
    });
    this.#path = path;
    this.#options = options;
  }

  columns(): AsyncIterable<ColumnChunk<T>> {
    return {
      [Symbol.asyncIterator]: () =>
        closing((signal) => columnChunks<T>(this.#path, this.#options, signal)),
    };
  }
}

async function* columnChunks<T>(
  path: string,
  { columns, chunkRows = 4096 }: ParquetOptions,
  signal: AbortSignal,
): AsyncGenerator<ColumnChunk<T>> {
  const file = await ParquetFile.open(path);
  try {
    UnknownColumnError.check(path, columns ?? [], file.columns);
    const names = columns ?? file.columns;
    let start = 0;
    for (const [index, length] of file.groups.entries()) {
      const group: [string, GroupColumn][] = [];
      for (const name of names) {
        if (signal.aborted) return;
        group.push([name, await file.read(name, index, start)]);
        await setImmediate(); // decoding a column takes its time: let sockets breathe in between
      }
      start += length;
      for (let from = 0; from < length; from += chunkRows) {
        yield slice<T>(group, from, Math.min(from + chunkRows, length));
      }
    }
  } finally {
    await file.close();
  }
}

function slice<T>(
  group: readonly (readonly [string, GroupColumn])[],
  from: number,
  to: number,
): ColumnChunk<T> {
  const values = group.map(([name, column]) => [name, column.slice(from, to)]);
  return { length: to - from, values: Object.fromEntries(values) as ColumnChunk<T>['values'] };
}

function toRows<T>({ length, values }: ColumnChunk<T>): T[] {
  const names = Object.keys(values);
  const columns = Object.values<ArrayLike<unknown>>(values);
  const rows = new Array<T>(length);
  for (let i = 0; i < length; i += 1) {
    const row: Record<string, unknown> = {};
    for (let j = 0; j < names.length; j += 1) row[names[j] as string] = columns[j]?.[i];
    rows[i] = row as T;
  }
  return rows;
}
