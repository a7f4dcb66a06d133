/** What `test/golden/pairings/data.py` draws from a seed: the same numbers, so that no file need hold them. */
export interface Drawn {
  readonly x: readonly (readonly number[])[];
  readonly labels: Readonly<Record<LabelKind, readonly (number | readonly number[])[]>>;
  readonly first: readonly number[];
}

export type InputKind = 'numbers' | 'orders' | 'categories';
export type LabelKind = 'values' | 'binary' | 'counts' | 'class';

const [SAMPLES, INPUTS, OUTPUTS] = [64, 3, 2];

const inputs: Readonly<Record<InputKind, (x: number[]) => number[]>> = {
  numbers: (x) => x,
  orders: (x) => [0, 1, 2].sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0)),
  categories: (x) => x.slice(0, 2).map((value) => Math.floor(((value + 1.5) / 3) * 7)),
};

/** Samples, labels for each kind of loss, and so many first weights. */
export function drawn(seed: number, kind: InputKind, weights: number): Drawn {
  const uniform = mulberry32(seed);
  const table = (rows: number, columns: number, low: number, high: number): number[][] =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => Math.fround(low + (high - low) * uniform())),
    );
  const whole = (rows: number[][]): number[][] => rows.map((row) => row.map(Math.floor));
  return {
    x: table(SAMPLES, INPUTS, -1.5, 1.5).map(inputs[kind]),
    labels: {
      values: table(SAMPLES, OUTPUTS, -1, 1),
      binary: whole(table(SAMPLES, OUTPUTS, 0, 2)),
      counts: whole(table(SAMPLES, OUTPUTS, 0, 4)),
      class: whole(table(SAMPLES, 1, 0, OUTPUTS)).map(([label = 0]) => label),
    },
    first: table(1, weights, -0.8, 0.8)[0] ?? [],
  };
}

/** Ettinger 2017. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
