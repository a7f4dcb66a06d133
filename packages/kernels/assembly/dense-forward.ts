import { BIAS, PLAIN, product } from './product';

/** y[rows, outputs] = x[rows, inputs] · W[inputs, outputs] + b; no bias and no panel where their address is 0. */
export function denseForward(
  x: usize, weights: usize, bias: usize, y: usize, panel: usize, inputs: i32, outputs: i32, rows: i32,
): void {
  const stride = <usize>inputs << 2;
  const zero = f32x4.splat(0);
  if (bias) product(x, stride, 4, weights, y, bias, zero, rows, outputs, inputs, panel, BIAS);
  else product(x, stride, 4, weights, y, 0, zero, rows, outputs, inputs, panel, PLAIN);
}
