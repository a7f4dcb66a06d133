import asc from 'assemblyscript/asc';
import type { Entry } from '../entry.ts';

const CHAINS = 12;
const STEPS = 100_000;
const chains = Array.from({ length: CHAINS }, (_, index) => `c${index}`);

// As many independent chains of multiply and add as registers allow: nothing is loaded or stored.
const source = `
export function run(steps: i32): f32 {
  const a = f32x4.splat(0.999), b = f32x4.splat(0.001);
  ${chains.map((chain, index) => `let ${chain} = f32x4.splat(${index}.0);`).join('\n  ')}
  for (let step = 0; step < steps; step++) {
    ${chains.map((chain) => `${chain} = f32x4.add(f32x4.mul(${chain}, a), b);`).join('\n    ')}
  }
  return f32x4.extract_lane(${chains.reduce((sum, chain) => `f32x4.add(${sum}, ${chain})`)}, 0);
}`;

export const entries: readonly Entry[] = [
  {
    name: 'register-limit',
    work: 'the limit of 128-bit SIMD on this machine, one thread',
    unit: 'GFLOP/s',
    prepare: async () => {
      const options = { optimizeLevel: 3, runtime: 'stub', enable: ['simd'] };
      const { binary, error } = await asc.compileString(source, options);
      if (!binary) throw error ?? new Error('AssemblyScript gave no module');
      const bytes = new Uint8Array(binary);
      const { instance } = await WebAssembly.instantiate(bytes, {});
      const run = instance.exports['run'] as (steps: number) => number;
      return { perRun: (CHAINS * 4 * 2 * STEPS) / 1e9, run: () => void run(STEPS) };
    },
  },
];
