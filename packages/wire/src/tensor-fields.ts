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
      const aligned = value.byteOffset % size === 0 ? value : Uint8Array.from(value);
      return new Type(aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
    },
    write(value, at) {
      if (!(value instanceof Type)) return refuse(at, type, value);
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    },
    shape: { kind: 'array', bytes: size, make },
  };
}
