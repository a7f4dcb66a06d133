/**
 * Outside data, pulled: iterating it reads it from the beginning, and ending the iteration closes what was opened.
 *
 * Row by row, an iteration costs a promise a row; whoever wants more than some hundred thousand rows a second
 * pulls `chunks()`.
 */
export interface Source<T> extends AsyncIterable<T> {
  /** The same rows in the same order, as many at a time as were read together; never an empty chunk. */
  chunks(): AsyncIterable<readonly T[]>;
}
