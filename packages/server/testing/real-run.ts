import { dense, sequential, sgd, sparseLinear, squaredError, zeros } from '@rxgrad/model';
import { type Run, inbox, learn, stream, train } from '@rxgrad/stream';
import { onTestFinished } from 'vitest';
import { type ServeOptions, type Server, serve } from '../src/serve.ts';

/** What a real run is made of. */
export interface RealRunOptions {
  readonly name?: string;
  readonly inputs?: number;
  readonly capacity?: number;
  /** Whether it takes features by their indices. */
  readonly sparse?: boolean;
}

/** A neuron that learns what it is fed, one sample at a time. */
export function realRun({
  name = 'real',
  inputs = 2,
  capacity = 65_536,
  sparse = false,
}: RealRunOptions = {}): Run {
  const fed = inbox({ capacity });
  const layer = sparse
    ? sparseLinear(1, { initializer: zeros() })
    : dense(1, { initializer: zeros() });
  const model = sequential({ inputs }, layer);
  const update$ = stream(fed).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) }),
  );
  return train({ name, model, update$, inbox: fed });
}

/** A server with one real run, which is closed when the test is over. */
export async function startReal(
  real: RealRunOptions = {},
  options: ServeOptions = {},
): Promise<{ readonly run: Run; readonly server: Server; readonly url: string }> {
  const run = realRun(real);
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, ...options });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  return { run, server, url: server.url };
}
