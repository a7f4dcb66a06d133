import type { WriteStream } from 'node:tty';

/** How often a line goes to a stream that keeps every line, such as a log file, in writes. */
const LOG_EVERY = 10;

/** A line that is written over where there is a terminal, and now and then anew where there is none. */
export class Screen {
  readonly #stream: WriteStream;
  #shown = 0;
  #last = '';

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Shows the line in place of the one before. */
  show(line: string): void {
    this.#last = line;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001B[2K${line.slice(0, this.#stream.columns - 1)}`);
    } else if (this.#shown % LOG_EVERY === 0) {
      this.#stream.write(`${line}\n`);
    }
    this.#shown += 1;
  }

  /** Writes a line that stays. */
  keep(line: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\u001B[2K${line}\n` : `${line}\n`);
  }

  /** Leaves the last line standing. */
  end(): void {
    this.keep(this.#last);
  }
}
