import { biasGradient } from './bias-gradient';
import { denseForward } from './dense-forward';
import { denseInputGradient } from './dense-input-gradient';
import { denseWeightGradient } from './dense-weight-gradient';
import { logistic4, tanh4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

// A sequence is what the state remembers, at most steps − 1 samples, and the batch behind it.
//
// State: u32 remembered; f32 h[units], from before the first remembered sample; f32 x[steps − 1, inputs].
// Scratch, for `room` samples at most: u32 remembered, u32 length, two words left free; then
// f32 x[room, inputs], h[room + 1, units], gates[room, 3 units], fromHidden[room, 3 units], and their gradients
// dGates, dFromHidden; dh[units], before[units]. Gates stand in the order r, z, n.

/** Runs over the sequence; y = h of the batch's samples. */
export function gruForward(
  x: usize, y: usize, inputs: i32, units: i32, steps: i32,
  inputWeights: usize, inputBias: usize, hiddenWeights: usize, hiddenBias: usize,
  state: usize, scratch: usize, room: i32, rows: i32,
): void {
  const remembered = load<i32>(state);
  const length = remembered + rows;
  const wide = 3 * units;
  store<i32>(scratch, remembered);
  store<i32>(scratch, length, 4);
  const xs = scratch + 16;
  const hs = xs + words(room, inputs);
  const gates = hs + words(room + 1, units);
  const fromHidden = gates + words(room, wide);
  memory.copy(hs, state + 4, words(1, units));
  memory.copy(xs, state + 4 + words(1, units), words(remembered, inputs));
  memory.copy(xs + words(remembered, inputs), x, words(rows, inputs));
  denseForward(xs, inputWeights, inputBias, gates, 0, inputs, wide, length);
  for (let t = 0; t < length; ++t) {
    const h = hs + words(t, units);
    const hidden = fromHidden + words(t, wide);
    denseForward(h, hiddenWeights, hiddenBias, hidden, 0, units, wide, 1);
    step(gates + words(t, wide), hidden, h, units);
  }
  memory.copy(y, hs + words(remembered + 1, units), words(rows, units));
}

/** The gates' gradients, from the last sample of the sequence to its first. */
export function gruBackward(
  dy: usize, inputs: i32, units: i32, hiddenWeights: usize, scratch: usize, room: i32,
): void {
  const remembered = load<i32>(scratch);
  const length = load<i32>(scratch, 4);
  const wide = 3 * units;
  const hs = scratch + 16 + words(room, inputs);
  const gates = hs + words(room + 1, units);
  const fromHidden = gates + words(room, wide);
  const dGates = fromHidden + words(room, wide);
  const dFromHidden = dGates + words(room, wide);
  const dh = dFromHidden + words(room, wide);
  const before = dh + words(1, units);
  memory.fill(dh, 0, words(1, units));
  for (let t = length - 1; t >= 0; --t) {
    const at = words(t, wide);
    const d = t >= remembered ? dy + words(t - remembered, units) : 0;
    stepBack(
      gates + at, fromHidden + at, hs + words(t, units), d, dGates + at, dFromHidden + at, dh, units,
    );
    if (t == 0) break;
    denseInputGradient(dFromHidden + at, hiddenWeights, before, units, wide, 1);
    for (let j = 0; j < units; j += 4) {
      const lane = <usize>j << 2;
      const left = units - j;
      const sum = f32x4.add(loadUpTo4(dh + lane, left), loadUpTo4(before + lane, left));
      storeUpTo4(dh + lane, sum, left);
    }
  }
}

/** dx of the batch's samples, from the gates' gradients. */
export function gruInputGradient(
  dx: usize, inputs: i32, units: i32, inputWeights: usize, scratch: usize, room: i32, rows: i32,
): void {
  const wide = 3 * units;
  const gates = scratch + 16 + words(room, inputs) + words(room + 1, units);
  const dGates = gates + words(2 * room, wide) + words(load<i32>(scratch), wide);
  denseInputGradient(dGates, inputWeights, dx, inputs, wide, rows);
}

/** The tensors' gradients, summed over the sequence. */
export function gruWeightGradient(
  inputs: i32, units: i32, inputWeights: usize, inputBias: usize, hiddenWeights: usize,
  hiddenBias: usize, scratch: usize, room: i32,
): void {
  const length = load<i32>(scratch, 4);
  const wide = 3 * units;
  const xs = scratch + 16;
  const hs = xs + words(room, inputs);
  const dGates = hs + words(room + 1, units) + words(2 * room, wide);
  const dFromHidden = dGates + words(room, wide);
  denseWeightGradient(xs, dGates, inputWeights, inputs, wide, length);
  biasGradient(dGates, inputBias, wide, length);
  denseWeightGradient(hs, dFromHidden, hiddenWeights, units, wide, length);
  biasGradient(dFromHidden, hiddenBias, wide, length);
}

/** Remembers the last steps − 1 samples of the sequence, and h from before them. */
export function gruCommit(
  inputs: i32, units: i32, steps: i32, state: usize, scratch: usize, room: i32,
): void {
  const length = load<i32>(scratch, 4);
  const remembered = min(length, steps - 1);
  const dropped = length - remembered;
  const xs = scratch + 16;
  const hs = xs + words(room, inputs);
  store<i32>(state, remembered);
  memory.copy(state + 4, hs + words(dropped, units), words(1, units));
  const kept = words(remembered, inputs);
  memory.copy(state + 4 + words(1, units), xs + words(dropped, inputs), kept);
}

/** r = σ(r), z = σ(z), n = tanh(n + r · hidden n), h' = (1 − z) n + z h. */
// @ts-ignore: decorator
@inline function step(gates: usize, hidden: usize, h: usize, units: i32): void {
  const width = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const left = units - j;
    const r = logistic4(f32x4.add(loadUpTo4(gates + at, left), loadUpTo4(hidden + at, left)));
    const second = at + width;
    const z = logistic4(f32x4.add(loadUpTo4(gates + second, left), loadUpTo4(hidden + second, left)));
    const third = second + width;
    const recalled = f32x4.mul(r, loadUpTo4(hidden + third, left));
    const n = tanh4(f32x4.add(loadUpTo4(gates + third, left), recalled));
    storeUpTo4(gates + at, r, left);
    storeUpTo4(gates + second, z, left);
    storeUpTo4(gates + third, n, left);
    const fresh = f32x4.mul(f32x4.sub(one, z), n);
    storeUpTo4(h + width + at, f32x4.add(fresh, f32x4.mul(z, loadUpTo4(h + at, left))), left);
  }
}

/** Turns dh, to which dy is added, into the gates' gradients, and leaves in it what goes straight to the h before. */
// @ts-ignore: decorator
@inline function stepBack(
  gates: usize, hidden: usize, h: usize, dy: usize, dGates: usize, dHidden: usize, dh: usize,
  units: i32,
): void {
  const width = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const second = at + width;
    const third = second + width;
    const left = units - j;
    const r = loadUpTo4(gates + at, left);
    const z = loadUpTo4(gates + second, left);
    const n = loadUpTo4(gates + third, left);
    let d = loadUpTo4(dh + at, left);
    if (dy) d = f32x4.add(d, loadUpTo4(dy + at, left));
    const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
    const dr = f32x4.mul(f32x4.mul(dn, loadUpTo4(hidden + third, left)), f32x4.mul(r, f32x4.sub(one, r)));
    const rest = f32x4.sub(loadUpTo4(h + at, left), n);
    const dz = f32x4.mul(f32x4.mul(d, rest), f32x4.mul(z, f32x4.sub(one, z)));
    storeUpTo4(dGates + at, dr, left);
    storeUpTo4(dGates + second, dz, left);
    storeUpTo4(dGates + third, dn, left);
    storeUpTo4(dHidden + at, dr, left);
    storeUpTo4(dHidden + second, dz, left);
    storeUpTo4(dHidden + third, f32x4.mul(dn, r), left);
    storeUpTo4(dh + at, f32x4.mul(d, z), left);
  }
}

/** Bytes of rows of f32. */
// @ts-ignore: decorator
@inline function words(rows: i32, width: i32): usize {
  return (<usize>rows * <usize>width) << 2;
}
