import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of UTF-8 into lines, whatever pieces it comes in; a line that is too long is never held. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #longest: number;
  #rest = '';
  /** Inside a line that is too long: everything up to its end is thrown away. */
  #skipping = false;

  /** @param longest - characters of a line at most */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Tells the lines that a piece completes; nothing in place of one that is too long. */
  push(bytes: Buffer, tell: (line: string | undefined) => void): void {
    this.#cut(this.#decoder.write(bytes), tell);
  }

  /** Tells the last line, where no line feed ends it. */
  end(tell: (line: string | undefined) => void): void {
    this.#cut(this.#decoder.end(), tell);
    if (this.#rest !== '' || this.#skipping) this.#cut('\n', tell);
  }

  #cut(text: string, tell: (line: string | undefined) => void): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end);
      const whole = !this.#skipping && line.length <= this.#longest;
      this.#rest = '';
      this.#skipping = false;
      start = end + 1;
      tell(whole ? line : undefined);
    }
    this.#rest += text.slice(start);
    if (this.#rest.length <= this.#longest) return;
    this.#skipping = true;
    this.#rest = '';
  }
}
