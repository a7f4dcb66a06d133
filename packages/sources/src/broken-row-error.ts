/** One line of a file or stream isn't a row; it was skipped and the lines after it are read. */
export class BrokenRowError extends Error {
  override readonly name = 'BrokenRowError';
  /** The file, or what the stream is called. */
  readonly file: string;
  /** The line on which the row ends, counted from 1. */
  readonly line: number;

  constructor(file: string, line: number, problem: string, options?: ErrorOptions) {
    super(`${file}, line ${line}: ${problem}`, options);
    this.file = file;
    this.line = line;
  }
}
