import { dense, sequential, sgd, squaredError } from '@rxgrad/model';
import { serve } from '@rxgrad/server';
import {
  aggregate,
  batch,
  contributions,
  forward,
  gradient,
  inbox,
  loss,
  standardize,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { CuttableProxy } from '../e2e/cuttable-proxy.ts';

/** What a case may ask of the server's side. */
export type Question =
  | 'weights'
  | 'version'
  | 'predict'
  | 'connections'
  | 'cut'
  | 'checkpoint'
  | 'rollback'
  | 'together';

/** The server's side of one case: a run, a server, and a connection that can be cut. */
export interface Host {
  readonly url: string;
  ask(question: Question, argument?: unknown): unknown;
  close(): Promise<void>;
}

/** A run that learns nothing but what is contributed to it. */
function startTogether() {
  const model = sequential({ inputs: 3, seed: 2 }, dense(1));
  const contributed = contributions(model, { kind: 'delta' });
  const update$ = stream(contributed).pipe(
    aggregate({ mode: 'rounds', size: 1 }),
    updateWeights(sgd({ learningRate: 1 })),
  );
  return train({ name: 'together', model, update$, contributions: contributed });
}

/** Starts a run that standardizes what it is fed, and one that is contributed to; serves them to pages of the given origins. */
export async function startHost(origins: readonly string[] = []): Promise<Host> {
  const model = sequential({ inputs: 3, seed: 1 }, dense(1));
  const fed = inbox({ capacity: 512 });
  const update$ = stream(fed).pipe(
    standardize(),
    batch(1),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(sgd({ learningRate: 0.05 })),
  );
  const run = train({ name: 'run', model, update$, inbox: fed });
  const together = startTogether();
  const server = await serve({ port: 0, runs: [run, together], origins });
  const proxy = await CuttableProxy.to(server.port);
  const answers: { readonly [Q in Question]: (argument: unknown) => unknown } = {
    weights: () => [...model.data],
    version: () => model.version,
    predict: (x) => [...run.predict(x as number[])],
    connections: () => server.connections,
    cut: () => proxy.cut(),
    checkpoint: () => void run.checkpoint('here'),
    rollback: () => void run.rollback('here'),
    together: () => [...together.model.data],
  };
  return {
    url: proxy.url,
    ask: (question, argument) => answers[question](argument),
    async close() {
      fed.close();
      together.stop();
      await proxy.close();
      await server.close();
    },
  };
}
