import type { WriteStream } from 'node:tty';

/** Some lines of a terminal that are written over and over. */
export class Picture {
  readonly #stream: WriteStream;
  #height = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Shows lines in place of those before. */
  show(lines: readonly string[]): void {
    const columns = this.#stream.columns || 80;
    const shown = lines.slice(0, Math.max(1, (this.#stream.rows || 24) - 1));
    const up = this.#height > 0 ? `\u001B[${this.#height}A` : '';
    const text = shown.map((line) => `\u001B[2K${line.slice(0, columns - 1)}\n`).join('');
    this.#stream.write(`${up}\r${text}\u001B[J`);
    this.#height = shown.length;
  }
}
