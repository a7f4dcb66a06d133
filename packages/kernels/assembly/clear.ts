/** The f64 at `at` becomes 0. */
export function clear(at: usize): void {
  store<f64>(at, 0);
}
