import { readDigits } from '@rxgrad/examples';
import { type Client, type ContributionResult, connect } from '@rxgrad/client';
import { type Gradient, type Sample, crossEntropy, dense, sequential, sgd } from '@rxgrad/model';
import { Random, metrics } from '@rxgrad/online';
import { type Server, serve } from '@rxgrad/server';
import {
  type AggregateOptions,
  type Robust,
  type Run,
  aggregate,
  batch,
  contributions,
  forward,
  gradient,
  loss,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { type OperatorFunction, identity, lastValueFrom, map, pipe, toArray } from 'rxjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

const CONTRIBUTORS = 15;
const ROUNDS = 60;
const BATCH = 50;
const HELD_BACK = 2_000;

const digits = new Random(1).shuffle(readDigits());
const heldBack = digits.slice(0, HELD_BACK);
const shards = Array.from({ length: CONTRIBUTORS }, (_, k) =>
  digits.slice(HELD_BACK).filter((__, i) => i % CONTRIBUTORS === k),
);

/** What a contributor makes of its gradient before it is sent. */
type Habit = (k: number) => OperatorFunction<Gradient, Gradient>;

const honest: Habit = () => identity;

const lie = (make: (gradient: Gradient) => Float32Array): OperatorFunction<Gradient, Gradient> =>
  map((gradient) => gradient.parameters.gradient(make(gradient), { size: gradient.size }));

/** One in five lies: with noise, the other way, or out loud. */
const oneInFiveLies: Habit = (k) => {
  const random = new Random(k);
  switch (k) {
    case 3:
      return lie(({ data }) => data.map(() => 10 * (random.uniform() - 0.5)));
    case 8:
      return lie(({ data }) => data.map((value) => -20 * value));
    case 13:
      return lie(({ data }) => data.map(() => 1e6 * (random.uniform() - 0.5)));
    default:
      return identity;
  }
};

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A run that learns nothing but what is contributed to it, on a server. */
async function host(how: AggregateOptions): Promise<{ run: Run; server: Server }> {
  const model = sequential({ inputs: 784, seed: 1 }, dense(10));
  const contributed = contributions(model);
  const update$ = stream(contributed).pipe(
    aggregate(how),
    updateWeights(sgd({ learningRate: 0.5 })),
  );
  const run = train({
    name: 'digits',
    model,
    update$,
    contributions: contributed,
    loss: crossEntropy,
  });
  const server = await serve({ port: 0, runs: [run] });
  open.push(async () => {
    await server.close();
    run.stop();
  });
  return { run, server };
}

function join(server: Server, k: number): Client {
  const client = connect(server.url, {
    WebSocket,
    id: `contributor ${String(k).padStart(2, '0')}`,
  });
  open.unshift(() => client.close());
  return client;
}

/** All contributors learn for so many rounds, each on its own digits. */
async function learnTogether(server: Server, habit: Habit): Promise<ContributionResult[][]> {
  const taught = shards.map((shard, k) => {
    const samples = Array.from(
      { length: ROUNDS * BATCH },
      (_, i) => shard[i % shard.length] as Sample,
    );
    const results$ = join(server, k).contribute('digits', samples, {
      pipeline: (model) =>
        pipe(batch(BATCH), forward(model), loss(crossEntropy), gradient(), habit(k)),
      weights: { mode: 'all' },
    });
    return lastValueFrom(results$.pipe(toArray()));
  });
  return Promise.all(taught);
}

function accuracyOf(run: Run): number {
  const accuracy = metrics.accuracy();
  for (const { x, y } of heldBack) {
    accuracy.update(run.predict(x), Number(y));
  }
  return accuracy.get();
}

async function trained(robust: Robust, habit: Habit): Promise<Run> {
  const { run, server } = await host({ mode: 'rounds', size: CONTRIBUTORS, robust });
  const fates = (await learnTogether(server, habit)).flat().map(({ status }) => status);
  expect(fates).toEqual(new Array(CONTRIBUTORS * ROUNDS).fill('applied'));
  expect(run.model.version).toBe(ROUNDS);
  return run;
}

describe('fifteen clients that learn to read digits together, of which one in five lies', () => {
  let clean = Number.NaN;

  let weights: Float32Array;

  beforeAll(async () => {
    const run = await trained('mean', honest);
    clean = accuracyOf(run);
    weights = run.model.data.slice();
  });

  it('read them when nobody does; to the same bits each time', async () => {
    expect(clean).toBeGreaterThan(0.88);
    expect((await trained('mean', honest)).model.data).toEqual(weights);
  });

  it.each(['trimmed-mean', 'median'] as const)('read them as well by the %s', async (robust) => {
    const accuracy = accuracyOf(await trained(robust, oneInFiveLies));
    expect(clean - accuracy).toBeLessThanOrEqual(0.02);
  });

  it('do not by the mean', async () => {
    expect(accuracyOf(await trained('mean', oneInFiveLies))).toBeLessThan(0.3);
  });
});
