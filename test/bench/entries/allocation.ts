import { Batch, dense, logLoss, sequential, sgd } from 'rxgrad';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Entry } from '../entry.ts';
import { linearData, rowsOf } from '../linear-data.ts';

const FEATURES = 32;
/** So few that what they leave behind is not collected while it is counted. */
const COUNTED = 20_000;
const MANY = 10_000_000;
const MIB = 2 ** 20;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** One step in four stages, as the operators make it. */
function stepper(): {
  readonly model: ReturnType<typeof sequential>;
  readonly step: (i: number) => void;
} {
  const samples = rowsOf(linearData(4_096, FEATURES));
  const model = sequential({ inputs: FEATURES, seed: 1 }, dense(1));
  const optimizer = sgd({ learningRate: 0.01 });
  const step = (i: number) => {
    const sample = samples[i % samples.length];
    if (sample !== undefined)
      model.forward(Batch.one(sample)).loss(logLoss).gradient().update(optimizer);
  };
  for (let i = 0; i < 200_000; i++) step(i);
  return { model, step };
}

export const entries: readonly Entry[] = [
  {
    name: 'allocation-garbage',
    work: 'steps of four stages, 32 features, that leave one MiB of garbage (256 bytes a step: 4,096)',
    unit: 'steps',
    goal: MIB / 256,
    prepare: () => {
      const { step } = stepper();
      const collect = collector();
      return {
        measure: async () => {
          collect();
          const before = process.memoryUsage().heapUsed;
          for (let i = 0; i < COUNTED; i++) step(i);
          const bytes = (process.memoryUsage().heapUsed - before) / COUNTED;
          return { rate: MIB / bytes, detail: { bytes } };
        },
      };
    },
  },
  {
    name: 'allocation-flat',
    work: 'heap and model memory before 10^7 steps, over what they are after (flat: 1)',
    unit: '×',
    goal: 0.99,
    prepare: () => {
      const { model, step } = stepper();
      const collect = collector();
      const used = () => process.memoryUsage().heapUsed + model.data.buffer.byteLength;
      return {
        measure: async () => {
          collect();
          const before = used();
          for (let i = 0; i < MANY; i++) step(i);
          collect();
          return { rate: before / used(), detail: { before, after: used() } };
        },
      };
    },
  },
];
