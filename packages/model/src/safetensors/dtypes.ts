import { float16 } from './float16.ts';

/** How numbers of a file become numbers here. */
export interface Dtype {
  /** Of one number. */
  readonly bytes: number;
  /** Reads a buffer that holds nothing else; little-endian, as files and WebAssembly are. */
  read(buffer: ArrayBuffer): Float32Array | Float64Array;
}

/** The dtypes that are read; weights become f32 whatever they were. */
export const dtypes: Readonly<Record<string, Dtype>> = {
  F64: { bytes: 8, read: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  F16: { bytes: 2, read: (buffer) => Float32Array.from(new Uint16Array(buffer), float16) },
  BF16: { bytes: 2, read: brainFloats },
};

/** The upper halves of f32. */
function brainFloats(buffer: ArrayBuffer): Float32Array {
  const words = Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16);
  return new Float32Array(words.buffer);
}
