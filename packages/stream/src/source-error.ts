/** A stream's source threw: what it said is the `cause`. */
export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(cause: unknown) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`the source of the stream failed: ${said}; no sample was lost before it`, { cause });
  }
}
