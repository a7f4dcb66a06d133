import { type Parser, parse } from 'csv-parse';

import { BrokenFileError } from './broken-file-error.ts';
import { BrokenRowError } from './broken-row-error.ts';
import { convertRow } from './column-type.ts';
import type { CsvOptions } from './csv.ts';
import { UnknownColumnError } from './unknown-column-error.ts';

/** As many bytes as csv-parse looks ahead, and the one it looks at. */
const LOOKAHEAD = 4;

/** csv-parse, fed with pieces of text and asked at once for the rows that they complete. */
export class CsvReader<T> {
  readonly #name: string;
  readonly #options: CsvOptions;
  readonly #parser: Parser;
  /** What a callback threw: csv-parse would take it for a bad record, so it is kept and thrown by `#drain`. */
  #failure: { readonly error: unknown } | undefined;
  #tail = '';
  #padding = 0;

  constructor(name: string, options: CsvOptions) {
    this.#name = name;
    this.#options = options;
    this.#parser = this.#createParser();
    this.#parser.on('error', () => undefined); // found in `errored`
  }

  /** Takes a piece of text in and returns the rows that it completes. */
  push(text: string): T[] {
    this.#parser.write(text);
    this.#pad(text);
    return this.#drain();
  }

  /** Returns the rows that only the end of the text completes. */
  async end(): Promise<T[]> {
    const parser = this.#parser.end();
    if (!parser.errored && parser.readableLength === 0) {
      await new Promise((resolve) => {
        parser.once('readable', resolve).once('end', resolve).once('error', resolve);
      });
    }
    return this.#drain();
  }

  /**
   * csv-parse holds the last few bytes back until it has seen what follows. A live stream's next line may be a minute
   * away, so empty lines, which are skipped, stand in for it; not inside a quoted field, nor near a quote.
   */
  #pad(text: string): void {
    this.#tail = (this.#tail + text).slice(-LOOKAHEAD);
    const { state } = this.#parser as unknown as { state: { quoting: boolean } };
    if (!this.#tail.endsWith('\n') || this.#tail.includes('"') || state.quoting) return;
    this.#parser.write((this.#tail.endsWith('\r\n') ? '\r\n' : '\n').repeat(LOOKAHEAD));
    this.#padding += LOOKAHEAD;
  }

  #drain(): T[] {
    const rows: T[] = [];
    for (let row: unknown = this.#parser.read(); row !== null; row = this.#parser.read()) {
      rows.push(row as T);
    }
    if (this.#failure) throw this.#failure.error;
    if (this.#parser.errored) throw new BrokenFileError(this.#name, 'CSV', this.#parser.errored);
    return rows;
  }

  #createParser(): Parser {
    const { header, types = {}, delimiter = ',' } = this.#options;
    const convert = convertRow(types);
    return parse({
      bom: true,
      columns: header === undefined ? (names) => this.#select(names) : this.#select(header),
      delimiter,
      max_record_size: 2 ** 20,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        this.#reject(Number(error?.['lines'] ?? 0), error?.message ?? 'not a row', error);
        return undefined;
      },
      ...(convert && {
        on_record: (row: Record<string, unknown>, { lines }: { lines: number }) => {
          const problem = convert(row);
          if (problem !== undefined) this.#reject(lines, problem);
          return problem === undefined ? row : null;
        },
      }),
    });
  }

  #select(names: readonly string[]): (string | false)[] {
    const { columns, types = {} } = this.#options;
    this.#guard(() => {
      UnknownColumnError.check(this.#name, [...(columns ?? []), ...Object.keys(types)], names);
    });
    return names.map((name) => (columns === undefined || columns.includes(name) ? name : false));
  }

  #reject(line: number, problem: string, cause?: unknown): void {
    const error = new BrokenRowError(this.#name, line - this.#padding, problem, { cause });
    this.#guard(() => this.#options.onReject?.(error));
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}
