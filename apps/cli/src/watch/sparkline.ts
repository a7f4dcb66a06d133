const BARS = '▁▂▃▄▅▆▇█';

/** Values as a line of bars: the smallest is the lowest; a gap for what is no number. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const share = most > least ? (value - least) / (most - least) : 0;
      return BARS[Math.round(share * (BARS.length - 1))];
    })
    .join('');
}
