import { Machine, type Operands, Program } from '@rxgrad/kernels';
import type { Entry } from '../entry.ts';

const INPUTS = 784;
const OUTPUTS = 128;

function product(rows: number): Entry {
  const name = `matmul-${rows}x${INPUTS}x${OUTPUTS}`;
  return {
    name,
    work: `matrix product ${rows}×${INPUTS} · ${INPUTS}×${OUTPUTS}, one thread`,
    unit: 'GFLOP/s',
    prepare: () => {
      const machine = new Machine();
      const floats = (length: number) => {
        const address = machine.allocate(4 * length);
        for (let i = 0; i < length; i++) machine.f32[address / 4 + i] = Math.sin(i);
        return address;
      };
      const operands: Operands<'denseForward'> = {
        x: floats(rows * INPUTS),
        weights: floats(INPUTS * OUTPUTS),
        bias: floats(OUTPUTS),
        y: floats(rows * OUTPUTS),
        inputs: INPUTS,
        outputs: OUTPUTS,
        panel: 0,
      };
      const { first, last } = machine.place(new Program().emit('denseForward', operands));
      machine.rows = rows;
      const repeats = Math.ceil(512 / rows);
      const perRun = 2e-9 * rows * INPUTS * OUTPUTS * repeats;
      return {
        perRun,
        run: () => {
          for (let i = 0; i < repeats; i++) machine.run(first, last);
        },
      };
    },
    peers: [
      { peer: 'ours', name: 'register-limit', goal: 0.8 },
      { peer: 'pytorch', name },
    ],
  };
}

export const entries: readonly Entry[] = [1, 4, 32, 128].map(product);
