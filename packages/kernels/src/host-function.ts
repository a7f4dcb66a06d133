/** What a function of the host finds when a program calls it: the views as they are now, and how many rows there are. */
export interface HostMemory {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly rows: number;
}

/** A step of a program that is written in TypeScript; if it throws, the program ends there and `execute` throws it on. */
export type HostFunction = (memory: HostMemory) => void;
