/** Numbers as a reader meets them: the same number of glyphs from frame to frame, so that nothing on the page jumps. */

const MINUS = '\u2212';
const groups = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

const signed = (text: string): string => text.replace(/^-/, MINUS).replace('e-', `e${MINUS}`);

/** A whole number with thin groups: `1234567` → `1,234,567`. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? signed(groups.format(value)) : '–';
}

/** A rate or size in at most four glyphs and a unit prefix: `12345` → `12.3 k`. */
export function formatCompact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  for (const [limit, prefix] of [
    [999.5e6, 'G'],
    [999.5e3, 'M'],
    [999.5, 'k'],
  ] as const) {
    if (size >= limit) return signed(`${threeDigits(value / scaleOf(prefix))} ${prefix}`);
  }
  return signed(size >= 100 || Number.isInteger(value) ? value.toFixed(0) : threeDigits(value));
}

/** A measured value in four significant digits: `0.46512` → `0.4651`, `1.2e-7` → `1.20e−7`. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size === 0) return '0.0000';
  if (size < 1e-4 || size >= 1e6) return signed(value.toExponential(2));
  return signed(value.toFixed(size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 0));
}

/** A weight as it stands in the neuron's sentence: two decimals, never `−0.00`. */
export function formatWeight(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return formatValue(value);
  const text = value.toFixed(decimals);
  return signed(Number(text) === 0 ? text.replace('-', '') : text);
}

/** The numbers on an axis or a legend: the shortest text that tells them apart. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e3) return formatCompact(value).replace(/(?:\.0+|(\.\d+?)0*)? /, '$1');
  if (size < 1e-3) return signed(value.toExponential(0));
  return signed(String(Number(value.toPrecision(3))));
}

/** How long ago, in the coarsest unit that still moves: `0.4 s`, `12 s`, `3 min`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function scaleOf(prefix: 'k' | 'M' | 'G'): number {
  return prefix === 'k' ? 1e3 : prefix === 'M' ? 1e6 : 1e9;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}
