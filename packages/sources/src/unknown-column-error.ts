/** A column was asked for that the data doesn't have. */
export class UnknownColumnError extends Error {
  override readonly name = 'UnknownColumnError';
  readonly file: string;
  readonly column: string;

  constructor(file: string, column: string, columns: readonly string[]) {
    super(`${file} has no column "${column}"; its columns are ${columns.join(', ') || 'none'}`);
    this.file = file;
    this.column = column;
  }

  /** @throws UnknownColumnError for the first wanted column that isn't there */
  static check(file: string, wanted: Iterable<string>, columns: readonly string[]): void {
    for (const column of wanted) {
      if (!columns.includes(column)) throw new UnknownColumnError(file, column, columns);
    }
  }
}
