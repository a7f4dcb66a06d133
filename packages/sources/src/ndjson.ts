import { BrokenRowError } from './broken-row-error.ts';
import { ChunkedSource } from './chunked-source.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import { type TextInput, textInput, type TextSource } from './text-input.ts';

/** How lines of JSON are read. */
export interface NdjsonOptions {
  /** Called with every line that isn't a JSON object; the line is skipped. What it throws ends the iteration. */
  readonly onReject?: (error: BrokenRowError) => void;
  /** Longest line in characters, 2^20 unless given: longer ones are rejected without being held in memory. */
  readonly maxLineLength?: number;
}

/**
 * Lines of JSON (NDJSON, JSON Lines), one object a line, as rows; blank lines are skipped.
 *
 * @param source a file's path or URL, or a stream of UTF-8 text, which can be read once
 * @throws (while iterating) MissingFileError; AlreadyReadError for a stream's second iteration
 *
 * @example
 * ```ts
 * import { ndjson } from 'rxgrad/sources';
 * const lines = async function* () {
 *   yield '{"taste": 3, "score": 7}\n{"taste": 5';
 *   yield ', "score": 9}\n';
 * };
 * const tastes: unknown[] = [];
 * for await (const cake of ndjson(lines())) tastes.push(cake['taste']);
 * tastes; // → [3, 5]
 * ```
 */
export function ndjson<T extends object = Row>(
  source: TextSource,
  options: NdjsonOptions = {},
): Source<T> {
  return ndjsonOf<T>(textInput(source), options);
}

/** NDJSON from an input that has a name already. */
export function ndjsonOf<T extends object>(input: TextInput, options: NdjsonOptions): Source<T> {
  return new ChunkedSource<T>(async function* (signal) {
    const reader = new LineReader<T>(input.name, options);
    for await (const text of input.open(signal)) {
      const rows = reader.push(text);
      if (rows.length > 0) yield rows;
    }
    const rows = reader.push('\n');
    if (rows.length > 0) yield rows;
  });
}

class LineReader<T extends object> {
  readonly #name: string;
  readonly #onReject: ((error: BrokenRowError) => void) | undefined;
  readonly #maxLineLength: number;
  #rest = '';
  #line = 0;
  /** Inside a line that is too long: everything up to its end is thrown away. */
  #skipping = false;

  constructor(name: string, options: NdjsonOptions) {
    this.#name = name;
    this.#onReject = options.onReject;
    this.#maxLineLength = options.maxLineLength ?? 2 ** 20;
  }

  /** Takes a piece of text in and returns the rows that it completes. */
  push(text: string): T[] {
    const rows: T[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#finish(this.#rest + text.slice(start, end), rows);
      this.#rest = '';
      start = end + 1;
    }
    this.#rest += text.slice(start);
    if (this.#rest.length > this.#maxLineLength) {
      this.#skipping = true;
      this.#rest = '';
    }
    return rows;
  }

  #finish(line: string, rows: T[]): void {
    this.#line += 1;
    if (this.#skipping || line.length > this.#maxLineLength) {
      this.#skipping = false;
      this.#reject(`the line is longer than ${this.#maxLineLength} characters`);
    } else if (line.trim() !== '') {
      const row = this.#parse(line);
      if (row !== undefined) rows.push(row);
    }
  }

  #parse(line: string): T | undefined {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (cause) {
      this.#reject(`not JSON: ${(cause as SyntaxError).message}`, { cause });
      return undefined;
    }
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as T;
    this.#reject(
      `a JSON object is expected, it is ${Array.isArray(row) ? 'an array' : String(row)}`,
    );
    return undefined;
  }

  #reject(problem: string, options?: ErrorOptions): void {
    this.#onReject?.(new BrokenRowError(this.#name, this.#line, problem, options));
  }
}
