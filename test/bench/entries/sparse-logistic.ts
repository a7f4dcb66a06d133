import { Block, Random, learn, logLoss, sequential, sgd, sparseLinear, stream } from 'rxgrad';
import { lastValueFrom } from 'rxjs';
import type { Entry } from '../entry.ts';

const BUCKETS = 2 ** 20;
const NON_ZEROS = 40;
const ROWS = 1000;
const BLOCKS = 100;

export const entries: readonly Entry[] = [
  {
    name: 'sparse-logistic',
    work: 'sparse logistic regression, 2^20 weights, 40 non-zeros, one sample at a time in blocks',
    prepare: () => {
      const random = new Random(1);
      const blocks = Array.from({ length: BLOCKS }, () => sparseBlock(random));
      const model = sequential({ inputs: BUCKETS, seed: 1 }, sparseLinear(1));
      const optimizer = sgd({ learningRate: 0.01 });
      const update$ = stream(blocks).pipe(learn(model, { loss: logLoss, optimizer }));
      return { perRun: ROWS * BLOCKS, run: () => lastValueFrom(update$) };
    },
    peers: [{ peer: 'vowpal-wabbit', name: 'sparse-logistic', goal: 1.5 }],
  },
];

function sparseBlock(random: Random): Block {
  const starts = Uint32Array.from({ length: ROWS + 1 }, (_, row) => row * NON_ZEROS);
  const indices = Uint32Array.from({ length: ROWS * NON_ZEROS }, () => random.integer(BUCKETS));
  const values = new Float32Array(ROWS * NON_ZEROS).fill(1);
  const labels = Float32Array.from({ length: ROWS }, () => random.integer(2));
  return new Block({ starts, indices, values }, labels, ROWS);
}
