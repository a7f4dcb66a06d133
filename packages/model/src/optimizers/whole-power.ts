/** base^exponent for a whole exponent ≥ 0, by squaring: the same bits on every engine, which `**` doesn't promise. */
export function wholePower(base: number, exponent: number): number {
  let [power, square, left] = [1, base, exponent];
  while (left > 0) {
    if (left % 2 === 1) power *= square;
    square *= square;
    left = Math.floor(left / 2);
  }
  return power;
}
