import type { BrokenRowError } from './broken-row-error.ts';
import { ChunkedSource } from './chunked-source.ts';
import type { ColumnType } from './column-type.ts';
import { CsvReader } from './csv-reader.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import { type TextInput, textInput, type TextSource } from './text-input.ts';

/** How comma-separated values are read. */
export interface CsvOptions {
  /** The columns to keep, in any order; all unless given. */
  readonly columns?: readonly string[];
  /** The names of the columns, when the first line isn't a header but a row. */
  readonly header?: readonly string[];
  /** What stands in which column; text unless given. A field that isn't of its type breaks its row. */
  readonly types?: { readonly [column: string]: ColumnType };
  /** What stands between fields, a comma unless given. */
  readonly delimiter?: string;
  /** Called with every line that isn't a row; the line is skipped. What it throws ends the iteration. */
  readonly onReject?: (error: BrokenRowError) => void;
}

/**
 * Comma-separated values (RFC 4180), as rows by the names in the header line.
 *
 * @param source a file's path or URL, or a stream of UTF-8 text, which can be read once
 * @throws (while iterating) MissingFileError, UnknownColumnError; AlreadyReadError for a stream's second iteration
 *
 * @example
 * ```ts
 * import { csv } from 'rxgrad/sources';
 * const text = async function* () {
 *   yield 'origin,delay\nABQ,5\nDEN,-3\n';
 * };
 * const rows: unknown[] = [];
 * for await (const row of csv(text(), { types: { delay: 'number' } })) rows.push(row['delay']);
 * rows; // → [5, -3]
 * ```
 */
export function csv<T extends object = Row>(
  source: TextSource,
  options: CsvOptions = {},
): Source<T> {
  return csvOf<T>(textInput(source), options);
}

/** CSV from an input that has a name already. */
export function csvOf<T extends object>(input: TextInput, options: CsvOptions): Source<T> {
  return new ChunkedSource<T>(async function* (signal) {
    const reader = new CsvReader<T>(input.name, options);
    for await (const text of input.open(signal)) {
      const rows = reader.push(text);
      if (rows.length > 0) yield rows;
    }
    if (signal.aborted) return;
    const rows = await reader.end();
    if (rows.length > 0) yield rows;
  });
}
