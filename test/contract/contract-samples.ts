/** The n-th sample: f32 features, as they travel, far from mean 0 and variance 1. */
export function sample(n: number): { x: number[]; y: number } {
  const x = [1, 2, 3].map((feature) =>
    Math.fround(100 * feature + 10 * Math.sin(n * 12.9898 * feature)),
  );
  return { x, y: Math.fround(Math.sin(n)) };
}

export function samples(count: number, from = 0): { x: number[]; y: number }[] {
  return Array.from({ length: count }, (_, n) => sample(from + n));
}
