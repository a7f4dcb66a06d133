import type { OperationName, Operands } from '../src/index.ts';

/** A plain array that stands for a region of memory; what the twin writes to it is what the kernel must write. */
export type Plain = Float64Array;

/** A region a kernel works on: how its numbers are stored, and what they are at first. */
export interface Region {
  readonly kind: 'f32' | 'u32' | 'f64';
  readonly values: Plain;
  /** How many f32 at its beginning are u32 words, shown as multiples of 2^-149: they must be the same bits. */
  readonly words?: number;
}

/** One case: numbers by operand name (shapes, floats, `rows`), and regions by operand name. */
export interface Case {
  readonly numbers: Readonly<Record<string, number>>;
  readonly regions: Readonly<Record<string, Region>>;
}

/** Numbers to make cases of. */
export interface Draw {
  /** A whole number from 1 up to `most`. */
  size(most: number): number;
  /** f32 numbers of mixed magnitudes, some of them 0. */
  floats(length: number): Region;
  /** Zeros. */
  zeros(length: number, kind?: Region['kind']): Region;
  /** One f64 from `low` to `high`. */
  scalar(low: number, high: number): Region;
  /** Whole numbers below `end`. */
  indices(length: number, end: number): Region;
}

/** What a kernel does, in plain TypeScript and double precision. */
export interface Twin {
  /** True when it adds up products: then rounding is of the size of the products, however small the sum. */
  readonly sums?: true;
  arrange(draw: Draw): Case;
  /** Writes into the regions' values what the kernel is to write. */
  compute(numbers: Record<string, number>, values: Record<string, Plain>): void;
}

/** A missing row is a compile error: every kernel has a twin. */
export type Twins = { readonly [K in OperationName]: Twin | 'program' };

export type AnyOperands = Operands<OperationName>;

/** A twin for a kernel that treats numbers one by one. */
export function elementwise(
  inputs: readonly string[],
  output: string,
  formula: (...values: number[]) => number,
  floats: Readonly<Record<string, number>> = {},
): Twin {
  return {
    arrange(draw) {
      const rows = draw.size(5);
      const outputs = draw.size(40);
      const regions = Object.fromEntries(inputs.map((name) => [name, draw.floats(rows * outputs)]));
      return {
        numbers: { rows, outputs, ...floats },
        regions: { ...regions, [output]: draw.zeros(rows * outputs) },
      };
    },
    compute(_, values) {
      const result = values[output] as Plain;
      for (let i = 0; i < result.length; i += 1) {
        result[i] = formula(...inputs.map((name) => (values[name] as Plain)[i] as number));
      }
    },
  };
}
