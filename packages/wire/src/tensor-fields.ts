import { refuse, type ArrayKind, type Field } from './field.ts';

interface Numbers extends ArrayBufferView {
  readonly length: number;
}

/** Opaque bytes of at most `max`. */
export function bin(max: number): Field<Uint8Array> {
  const type = max === Infinity ? 'bin' : `bin ≤ ${max}`;
  const check = (value: unknown, at: string): Uint8Array =>
    value instanceof Uint8Array && value.byteLength <= max ? value : refuse(at, type, value);
  // Node's Buffer differs in `slice` and `toJSON`: a frame holds plain bytes.
  const read = (value: unknown, at: string): Uint8Array => {
    const { buffer, byteOffset, byteLength } = check(value, at);
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  return { type, read, write: check, shape: { kind: 'bin', max } };
}

/** Little-endian f32 numbers in a bin. */
export const f32s: Field<Float32Array> = numbers('f32', Float32Array);

/** Little-endian f64 numbers in a bin. */
export const f64s: Field<Float64Array> = numbers('f64', Float64Array);

/** Little-endian u32 numbers in a bin. */
export const u32s: Field<Uint32Array> = numbers('u32', Uint32Array);

/** Small arrays share memory: an ArrayBuffer of its own costs more than what it holds. */
const SLAB = 1 << 16;
const SMALL = 1 << 12;
let slab = new Uint8Array(SLAB);
let used = 0;

/** Copies bytes to a multiple of 8 in `slab`; answers where. */
function copyToSlab(bytes: Uint8Array): number {
  if (used + bytes.length > SLAB) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  const start = used;
  used += (bytes.length + 7) & ~7;
  slab.set(bytes, start);
  return start;
}

/**
 * A bin starts anywhere in a message, so its numbers are copied out unless they happen to be aligned.
 * Typed arrays are little-endian on every platform that runs WebAssembly.
 */
function numbers<T extends Numbers>(
  make: ArrayKind,
  Type: {
    new (buffer: ArrayBufferLike, offset: number, length: number): T;
    readonly BYTES_PER_ELEMENT: number;
  },
): Field<T> {
  const size = Type.BYTES_PER_ELEMENT as 4 | 8;
  const type = `bin of ${make}`;
  return {
    type,
    read(value, at) {
      if (!(value instanceof Uint8Array) || value.byteLength % size !== 0) {
        return refuse(at, type, value);
      }
      const { buffer, byteOffset, byteLength } = value;
      if (byteOffset % size === 0) return new Type(buffer, byteOffset, byteLength / size);
      if (byteLength <= SMALL) {
        const start = copyToSlab(value);
        return new Type(slab.buffer, start, byteLength / size);
      }
      // Not `slice`, which Buffer has for views, and not `from`, which goes number by number.
      return new Type(new Uint8Array(value).buffer, 0, byteLength / size);
    },
    write(value, at) {
      if (!(value instanceof Type)) return refuse(at, type, value);
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    },
    shape: { kind: 'array', bytes: size, make },
  };
}
