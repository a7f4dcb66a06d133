/** A file as a whole isn't of the format it is read as, or is cut off; `cause` is the parser's error. */
export class BrokenFileError extends Error {
  override readonly name = 'BrokenFileError';
  readonly file: string;

  constructor(file: string, format: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${file} can't be read as ${format}: ${reason}`, { cause });
    this.file = file;
  }
}
