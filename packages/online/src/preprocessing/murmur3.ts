const encoder = new TextEncoder();
let scratch = new Uint8Array(256);

/**
 * MurmurHash3, 32 bit, x86 variant (Appleby 2011), of a text's UTF-8 bytes, as a signed 32-bit integer.
 *
 * @param seed a 32-bit seed, 0 unless given
 * @example
 * ```ts
 * import { murmur3 } from 'rxgrad';
 * murmur3('hello'); // → 613153351
 * ```
 */
export function murmur3(text: string, seed = 0): number {
  const length = toBytes(text);
  const bytes = scratch;
  const whole = length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < whole; i += 4) {
    hash ^= scramble(word(bytes, i, 4));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (whole < length) hash ^= scramble(word(bytes, whole, length - whole));
  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(value: number): number {
  const k = Math.imul(value, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/** Up to four bytes as a little-endian word. */
function word(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i -= 1) value = (value << 8) | (bytes[from + i] ?? 0);
  return value;
}

/** Writes the text's UTF-8 bytes into the scratch buffer and returns how many they are. */
function toBytes(text: string): number {
  if (scratch.length < text.length * 3) scratch = new Uint8Array(text.length * 6);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 127) return encoder.encodeInto(text, scratch).written;
    scratch[i] = code;
  }
  return text.length;
}
