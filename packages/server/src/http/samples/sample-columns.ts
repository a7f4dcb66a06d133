import type { Samples } from '@rxgrad/wire';
import type { SampleLine } from './sample-line.ts';

/** The columns of a SAMPLES frame. */
export type Columns = Pick<Samples, 'n' | 'x' | 'y' | 'indices' | 'rows'>;

/** Gathers alike samples, side by side. */
export class SampleColumns {
  readonly #most: number;
  #lines: SampleLine[] = [];

  /** @param most - samples at most */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#lines.length;
  }

  /** Whether a sample can be put beside the others: of one shape, and not too many. */
  fits(line: SampleLine): boolean {
    const [first] = this.#lines;
    if (first === undefined) return true;
    if (this.#lines.length >= this.#most || first.y.length !== line.y.length) return false;
    return first.indices === undefined
      ? line.indices === undefined && line.x.length === first.x.length
      : line.indices !== undefined;
  }

  add(line: SampleLine): void {
    this.#lines.push(line);
  }

  /** The columns of what was gathered, in arrays of their own; then there is nothing gathered. */
  take(): Columns {
    const lines = this.#lines;
    this.#lines = [];
    const [first] = lines;
    const y = concatenated(lines, (line) => line.y);
    const x = concatenated(lines, (line) => line.x);
    if (first?.indices === undefined) return { n: lines.length, x, y };
    return { n: lines.length, x, y, ...sparse(lines, x.length) };
  }
}

function concatenated(
  lines: readonly SampleLine[],
  part: (line: SampleLine) => ArrayLike<number>,
): Float32Array {
  let length = 0;
  for (const line of lines) length += part(line).length;
  const values = new Float32Array(length);
  let place = 0;
  for (const line of lines) {
    const numbers = part(line);
    for (let i = 0; i < numbers.length; i += 1) values[place + i] = numbers[i] as number;
    place += numbers.length;
  }
  return values;
}

function sparse(lines: readonly SampleLine[], length: number): Pick<Columns, 'indices' | 'rows'> {
  const indices = new Uint32Array(length);
  const rows = new Uint32Array(lines.length + 1);
  for (const [i, line] of lines.entries()) {
    indices.set(line.indices ?? [], rows[i]);
    rows[i + 1] = (rows[i] as number) + line.x.length;
  }
  return { indices, rows };
}
