/** With commas between thousands. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** With four decimals; a dash for what is no number yet. */
export function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : '–';
}
