import { type CsvOptions, csvOf } from './csv.ts';
import { type NdjsonOptions, ndjsonOf } from './ndjson.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import { textInput } from './text-input.ts';

/** How standard input is read. */
export type StdinOptions = (
  | ({ readonly format: 'csv' } & CsvOptions)
  | ({ readonly format: 'ndjson' } & NdjsonOptions)
) & {
  /** Where to read instead of the process's standard input, for tests. */
  readonly input?: AsyncIterable<string | Uint8Array>;
};

/**
 * Standard input as rows, each as soon as its line is there: `tail -f log.ndjson | node train.js`.
 *
 * Can be read once; ending the iteration closes standard input.
 *
 * @throws (while iterating) UnknownColumnError; AlreadyReadError for a second iteration
 *
 * @example
 * ```ts
 * import { stdin } from 'rxgrad/sources';
 * const input = (async function* () {
 *   yield '{"taste": 3}\n';
 * })();
 * const rows: unknown[] = [];
 * for await (const row of stdin({ format: 'ndjson', input })) rows.push(row);
 * rows; // → [{ taste: 3 }]
 * ```
 */
export function stdin<T extends object = Row>(options: StdinOptions): Source<T> {
  const input = textInput(options.input ?? process.stdin, 'standard input');
  return options.format === 'csv' ? csvOf<T>(input, options) : ndjsonOf<T>(input, options);
}
