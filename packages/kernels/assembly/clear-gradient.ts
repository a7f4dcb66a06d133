import { rowCount } from './rows';

/** g = 0. */
export function clearGradient(gradient: usize, count: usize, touched: usize, width: i32): void {
  memory.fill(gradient, 0, <usize>rowCount(count, touched) * <usize>width << 2);
}
