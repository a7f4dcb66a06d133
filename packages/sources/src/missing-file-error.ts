/** The file a source is to read isn't there, or can't be read; `cause` is the system's error. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
  /** Where it was looked for. */
  readonly file: string;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`${file} can't be read (${reason}); check the path and its permissions`, { cause });
    this.file = file;
  }
}
