const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;

/**
 * xxHash, 32 bit, of an array's bytes: fast, not cryptographic, and found in every language.
 *
 * @param seed unsigned 32-bit integer; the protocol uses 0
 * @returns unsigned 32-bit integer
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function xxh32(data: ArrayBufferView, seed = 0): number {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const length = bytes.byteLength;
  const words = asWords(bytes);
  const striped = length & ~15;
  let hash = length >= 16 ? stripes(words, striped >>> 2, seed) : (seed + P5) | 0;
  hash = (hash + length) | 0;
  let at = striped;
  for (; at + 4 <= length; at += 4) {
    hash = (hash + Math.imul(words[at >>> 2] as number, P3)) | 0;
    hash = Math.imul(rotate(hash, 17), P4);
  }
  for (; at < length; at += 1) {
    hash = (hash + Math.imul(bytes[at] as number, P5)) | 0;
    hash = Math.imul(rotate(hash, 11), P1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), P2);
  hash = Math.imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function stripes(words: Uint32Array, count: number, seed: number): number {
  let a = (seed + P1 + P2) | 0;
  let b = (seed + P2) | 0;
  let c = seed | 0;
  let d = (seed - P1) | 0;
  for (let at = 0; at < count; at += 4) {
    a = round(a, words[at] as number);
    b = round(b, words[at + 1] as number);
    c = round(c, words[at + 2] as number);
    d = round(d, words[at + 3] as number);
  }
  return (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, P2)) | 0, 13), P1);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** Whole words of the bytes, copied only when they are not aligned. */
function asWords(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
}
