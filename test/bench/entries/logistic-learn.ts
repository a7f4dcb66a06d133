import { Block, dense, learn, logLoss, sequential, sgd, stream } from 'rxgrad';
import { lastValueFrom } from 'rxjs';
import type { Entry } from '../entry.ts';
import { linearData } from '../linear-data.ts';

const FEATURES = 32;
const ROWS = 1000;
const BLOCKS = 200;

export const entries: readonly Entry[] = [
  {
    name: 'logistic-32-learn',
    work: 'logistic regression, 32 dense features, `learn` on blocks that are already in memory',
    goal: 20e6,
    prepare: () => {
      const { x, y } = linearData(ROWS * BLOCKS, FEATURES);
      const blocks = Array.from({ length: BLOCKS }, (_, block) => {
        const [first, last] = [block * ROWS, (block + 1) * ROWS];
        return new Block(
          x.subarray(first * FEATURES, last * FEATURES),
          y.subarray(first, last),
          ROWS,
        );
      });
      const model = sequential({ inputs: FEATURES, seed: 1 }, dense(1));
      const optimizer = sgd({ learningRate: 0.01 });
      const update$ = stream(blocks).pipe(learn(model, { loss: logLoss, optimizer }));
      return { perRun: ROWS * BLOCKS, run: () => lastValueFrom(update$) };
    },
    peers: [
      { peer: 'scikit-learn', name: 'logistic-32-learn', goal: 6 },
      { peer: 'vowpal-wabbit', name: 'logistic-32-learn' },
    ],
  },
];
