const LINE_FEED = 10;

/** Told of a line: bytes `from` … `to` (exclusive) of a buffer that is only lent; no buffer for a line that is too long. */
export type TellLine = (bytes: Uint8Array | undefined, from: number, to: number) => void;

/** Cuts a stream of bytes into lines, whatever pieces it comes in; a line that is too long is never held. */
export class LineSplitter {
  readonly #longest: number;
  /** Pieces of a line that has not ended yet. */
  #rest: Uint8Array[] = [];
  #size = 0;

  /** @param longest - bytes of a line at most */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Tells the lines that a piece completes. */
  push(bytes: Uint8Array, tell: TellLine): void {
    let from = 0;
    let to = bytes.indexOf(LINE_FEED);
    if (to >= 0 && this.#size > 0) {
      this.#keep(bytes.subarray(0, to));
      this.#finish(tell);
      from = to + 1;
      to = bytes.indexOf(LINE_FEED, from);
    }
    for (; to >= 0; to = bytes.indexOf(LINE_FEED, from)) {
      tell(to - from <= this.#longest ? bytes : undefined, from, to);
      from = to + 1;
    }
    if (from < bytes.length) this.#keep(bytes.subarray(from));
  }

  /** Tells the last line, where no line feed ends it. */
  end(tell: TellLine): void {
    if (this.#size > 0) this.#finish(tell);
  }

  #keep(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#longest) this.#rest = [];
    else this.#rest.push(piece);
  }

  #finish(tell: TellLine): void {
    const line = this.#size > this.#longest ? undefined : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#size = 0;
    tell(line, 0, line?.length ?? 0);
  }
}
