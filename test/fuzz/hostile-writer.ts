import type { Random } from 'rxgrad';

const ROOM = 1 << 16;
/** Lengths that a header claims, whatever follows it. */
const LIES = [16, 255, 256, 4_097, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];

/** Writes msgpack by hand: any width for a number, and what no encoder would write. */
export class HostileWriter {
  readonly #random: Random;
  readonly #bytes = Buffer.alloc(ROOM);
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return bytes;
  }

  byte(...values: readonly number[]): void {
    for (const value of values) if (this.#at < ROOM) this.#bytes[this.#at++] = value;
  }

  raw(bytes: Uint8Array): void {
    const fits = bytes.subarray(0, ROOM - this.#at);
    this.#bytes.set(fits, this.#at);
    this.#at += fits.length;
  }

  array(length: number): void {
    this.#container(0x90, 0xdc, length);
  }

  map(entries: number): void {
    this.#container(0x80, 0xde, entries);
  }

  /** An integer in any width that holds it, or as a float. */
  int(value: number): void {
    if (value >= 0 && value < 0x80 && this.#random.integer(4) > 0) return this.byte(value);
    const widths = [1, 2, 4, 8].filter((bytes) => value < 2 ** (8 * bytes));
    const width = this.#random.integer(widths.length + 1);
    if (width === widths.length) return this.float(value);
    const bytes = widths[width] ?? 8;
    this.byte(0xcc + Math.log2(bytes));
    this.#big(value, bytes);
  }

  float(value: number): void {
    const bytes = Buffer.alloc(9);
    bytes[0] = 0xcb;
    bytes.writeDoubleBE(value, 1);
    this.raw(bytes);
  }

  text(bytes: Uint8Array): void {
    if (bytes.length < 32) this.byte(0xa0 + bytes.length);
    else this.byte(0xda, bytes.length >> 8, bytes.length & 0xff);
    this.raw(bytes);
  }

  bin(bytes: Uint8Array): void {
    this.byte(0xc5, bytes.length >> 8, bytes.length & 0xff);
    this.raw(bytes);
  }

  /** The head of something long, and nothing behind it. */
  lie(): void {
    this.byte(this.#pick([0xc6, 0xdb, 0xdd, 0xdf]));
    this.#big(this.#pick(LIES), 4);
  }

  /** An extension; 0x72 is how msgpackr defines records. */
  extension(): void {
    this.byte(this.#pick([0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xc7]), this.#pick([0x72, 0xff, 0, 1]));
    this.byte(0x40, 0x91, 0xa1, 0x61);
  }

  #pick(of: readonly number[]): number {
    return of[this.#random.integer(of.length)] ?? 0;
  }

  #container(small: number, large: number, length: number): void {
    if (length < 16) return this.byte(small + length);
    this.byte(large, length >> 8, length & 0xff);
  }

  #big(value: number, bytes: number): void {
    for (let place = bytes - 1; place >= 0; place--) {
      this.byte(Math.floor(value / 2 ** (8 * place)) % 256);
    }
  }
}
