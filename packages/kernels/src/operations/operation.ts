/** What the registry says of a kernel: operands are byte addresses and counts, in order. */
export interface Operation {
  /** Under `assembly/`. */
  readonly file: string;
  /** `rows`, the batch's size, is not stored with each instruction but read from memory when it runs. */
  readonly operands: readonly string[];
  /** Those that are f32 numbers. */
  readonly floats?: readonly string[];
  /** Returns the address at which the program goes on. */
  readonly jumps?: true;
}
