import {
  connect,
  ForbiddenError,
  RefusedError,
  UnauthenticatedError,
  UnknownRunError,
  UnsupportedError,
  type Client,
  type ConnectOptions,
  type Weights,
} from '@rxgrad/client';
import { dense, gru, sequential, sgd, squaredError, type Model } from '@rxgrad/model';
import { StandardScaler, type State } from '@rxgrad/online';
import { serve, type ServeOptions, type Server } from '@rxgrad/server';
import {
  batch,
  forward,
  gradient,
  inbox,
  loss,
  standardize,
  stream,
  train,
  updateWeights,
  type Run,
} from '@rxgrad/stream';
import { filter, firstValueFrom, lastValueFrom, toArray, type Observable } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { CuttableProxy } from './cuttable-proxy.ts';

/** The n-th sample: features far from mean 0 and variance 1. */
function sample(n: number): { x: number[]; y: number } {
  const x = [1, 2, 3].map((feature) => 100 * feature + 10 * Math.sin(n * 12.9898 * feature));
  return { x, y: Math.fround(Math.sin(n)) };
}

const samples = (count: number, from = 0): { x: number[]; y: number }[] =>
  Array.from({ length: count }, (_, n) => sample(from + n));

const neuron = (): Model => sequential({ inputs: 3, seed: 1 }, dense(1));

interface SetupOptions extends ServeOptions {
  readonly model?: Model;
  readonly scaler?: StandardScaler;
  readonly token?: string;
}

interface Setup {
  readonly run: Run;
  readonly server: Server;
  readonly client: Client;
  /** One more client, of a server elsewhere perhaps. */
  also(url: string): Client;
}

async function setUp({ model = neuron(), scaler, token, ...options }: SetupOptions = {}) {
  const fed = inbox({ capacity: 512 });
  const update$ = stream(fed).pipe(
    standardize(scaler),
    batch(1),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(sgd({ learningRate: 0.05 })),
  );
  const run = train({ name: 'run', model, update$, inbox: fed });
  const server = await serve({ port: 0, runs: [run], ...options });
  const connectOptions: ConnectOptions = {
    WebSocket,
    backoff: { initial: 5, max: 20 },
    ...(token === undefined ? {} : { token }),
  };
  const clients: Client[] = [];
  const also = (url: string): Client => {
    const client = connect(url, connectOptions);
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) await client.close();
    fed.close();
    await server.close();
  });
  return { run, server, client: also(server.url), also } satisfies Setup;
}

/** All that a stream has given so far. */
function collect<T>(source: Observable<T>): T[] {
  const values: T[] = [];
  const watch = source.subscribe({ next: (value) => values.push(value), error: () => {} });
  onTestFinished(() => watch.unsubscribe());
  return values;
}

const reaches = (version$: Observable<number>, version: number): Promise<number> =>
  firstValueFrom(version$.pipe(filter((now) => now === version)));

describe('a mirror of a run that prepares its features', () => {
  it.each(['f32', 'f16', 'int8', 'topk'] as const)(
    'predicts what the run does, bit for bit, in %s',
    async (encoding) => {
      const { run, client } = await setUp();
      const mirror = await client.mirror('run', { encoding });
      expect(mirror.predict(sample(1).x)).toEqual(run.predict(sample(1).x));
      await lastValueFrom(client.feed('run', samples(200)));
      await reaches(mirror.version$, 200);
      // Lossy tiers come to the exact weights once they rest.
      await expect.poll(() => [...mirror.model.data]).toEqual([...run.model.data]);
      for (const { x } of samples(20, 500)) expect(mirror.predict(x)).toEqual(run.predict(x));
      expect(await firstValueFrom(mirror.verified$)).toBeGreaterThan(0);
    },
  );

  it('goes on from what its layers remember', async () => {
    const model = sequential({ inputs: 3, seed: 1 }, gru(4, { steps: 3 }), dense(1));
    const { run, client } = await setUp({ model });
    const mirror = await client.mirror('run');
    const forgetful = neuron();
    await lastValueFrom(client.feed('run', samples(60)));
    await reaches(mirror.version$, 60);
    for (const { x } of samples(5, 100)) expect(mirror.predict(x)).toEqual(run.predict(x));
    expect(mirror.model.layerState).not.toEqual(forgetful.layerState);
    expect(mirror.model.layerState.some((word) => word !== 0)).toBe(true);
  });

  it('says so when only the pipeline knows what it does to features', async () => {
    class Secretive extends StandardScaler {
      override snapshot(): State {
        return { type: 'secretive', inner: [super.snapshot()] };
      }
    }
    const { client } = await setUp({ scaler: new Secretive() });
    const mirror = await client.mirror('run');
    expect(() => mirror.predict([1, 2, 3])).toThrow(UnsupportedError);
    expect(mirror.model.predictOne([1, 2, 3]).length).toBe(1);
    expect((await client.predict('run', [1, 2, 3])).length).toBe(1);
  });

  it('follows a rollback into the run’s new history', async () => {
    const { run, client } = await setUp();
    const mirror = await client.mirror('run');
    await lastValueFrom(client.feed('run', samples(50)));
    const checkpoint = run.checkpoint('here');
    const before = Array.from(run.predict(sample(9).x));
    await lastValueFrom(client.feed('run', samples(50, 50)));
    await reaches(mirror.version$, 100);
    const { epoch } = mirror;
    run.rollback(checkpoint.name);
    await reaches(mirror.version$, 50);
    expect(mirror.epoch).toBeGreaterThan(epoch);
    expect([...mirror.predict(sample(9).x)]).toEqual(before);
    await lastValueFrom(client.feed('run', samples(10, 200)));
    await reaches(mirror.version$, 60);
    expect(mirror.predict(sample(9).x)).toEqual(run.predict(sample(9).x));
  });
});

describe('mode all', () => {
  it('gives every version, exactly as it was, also across cuts', async () => {
    const { run, server, client, also } = await setUp();
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const far = also(proxy.url);
    const truth = new Map<number, number[]>([[0, [...run.model.data]]]);
    const watch = run.update$.subscribe(({ version }) => truth.set(version, [...run.model.data]));
    onTestFinished(() => watch.unsubscribe());
    const seen: Weights[] = collect(far.weights$('run', { mode: 'all' }));
    await expect.poll(() => seen.length).toBe(1);
    for (let round = 0; round < 3; round += 1) {
      await lastValueFrom(client.feed('run', samples(50, 100 * round)));
      proxy.cut();
      await lastValueFrom(client.feed('run', samples(50, 100 * round + 50)));
    }
    await expect.poll(() => seen.at(-1)?.version).toBe(300);
    expect(seen.map(({ version }) => version)).toEqual(Array.from({ length: 301 }, (_, i) => i));
    expect(seen.map(({ previous }) => previous)).toEqual(
      seen.map((_, i) => (i ? i - 1 : undefined)),
    );
    for (const { version, data } of seen) expect([...data]).toEqual(truth.get(version));
  });

  it('gives a row of metrics and the predictions of every update, also across cuts', async () => {
    const { server, client, also } = await setUp();
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const far = also(proxy.url);
    const rows = collect(far.metrics$('run', { mode: 'all' }));
    const batches = collect(far.predictions$('run', { mode: 'all' }));
    await far.ping();
    for (let round = 0; round < 4; round += 1) {
      await lastValueFrom(client.feed('run', samples(50, 100 * round)));
      const last = 100 * round + 50;
      await expect.poll(() => rows.at(-1)?.rows.at(-1)?.step).toBe(last);
      await expect.poll(() => batches.at(-1)?.predictions.at(-1)?.sample).toBe(last - 1);
      proxy.cut();
      await lastValueFrom(client.feed('run', samples(50, last)));
    }
    const predictions = (): number[] =>
      batches.flatMap((each) => each.predictions.map((one) => one.sample));
    await expect.poll(() => predictions().length).toBe(400);
    expect(predictions()).toEqual(samples(400).map((_, n) => n));
    const all = batches.flatMap((each) => each.predictions);
    expect(all.map(({ label }) => label)).toEqual(samples(400).map(({ y }) => y));
    await expect.poll(() => rows.flatMap((each) => each.rows).length).toBe(400);
    const told = rows.flatMap((each) => each.rows);
    expect(told.map(({ step }) => step)).toEqual(samples(400).map((_, n) => n + 1));
    const lossOf = (n: number): number => ((all[n]?.output[0] ?? NaN) - sample(n).y) ** 2;
    told.forEach(({ loss: value }, n) => expect(value).toBeCloseTo(lossOf(n), 5));
  });
});

describe('predictions', () => {
  it('the latest ones come now and then', async () => {
    const { client } = await setUp();
    const batches = collect(client.predictions$('run', { maxHz: 60 }));
    await client.ping();
    await lastValueFrom(client.feed('run', samples(100)));
    await expect.poll(() => batches.length).toBeGreaterThan(0);
    for (const { predictions } of batches) {
      expect(predictions.map(({ label }) => label)).toEqual(
        predictions.map((one) => sample(one.sample).y),
      );
    }
  });

  it('are what the run says, and features it cannot take are refused', async () => {
    const { run, client } = await setUp();
    await lastValueFrom(client.feed('run', samples(50)));
    for (const { x } of samples(5, 60)) {
      expect(await client.predict('run', x)).toEqual(run.predict(Float32Array.from(x)));
    }
    await expect(client.predict('run', [1, 2])).rejects.toThrow(RefusedError);
    await expect(client.predict('run', [1, 2, Number.NaN])).rejects.toThrow(RefusedError);
    await expect(client.predict('none', [1, 2, 3])).rejects.toThrow(UnknownRunError);
  });

  it('are answered after a cut', async () => {
    const { run, server, also } = await setUp();
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const client = also(proxy.url);
    await client.ping();
    const answer = client.predict('run', [1, 2, 3]);
    proxy.cut();
    expect(await answer).toEqual(run.predict([1, 2, 3]));
  });
});

describe('one client', () => {
  it('has one socket for all it is subscribed to, and tensors on their own', async () => {
    const { run, server, client } = await setUp();
    collect(client.metrics$('run'));
    collect(client.events$('run'));
    collect(client.predictions$('run'));
    const bias = collect(client.weights$('run', { tensors: ['dense.bias'], encoding: 'int8' }));
    collect(client.weights$('run', { maxHz: 5 }));
    await lastValueFrom(client.feed('run', samples(100)));
    const exact = [...run.model.tensor('dense.bias')];
    await expect.poll(() => [...(bias.at(-1)?.data ?? [])]).toEqual(exact);
    expect([...(bias.at(-1)?.tensor('dense.bias') ?? [])]).toEqual(exact);
    expect(() => bias.at(-1)?.tensor('dense.weight')).toThrow(UnsupportedError);
    expect(server.connections).toBe(1);
  });

  it('goes on with the role of a new token, or is shown out', async () => {
    const tokens = { strong: 'feeder', weak: 'viewer' } as const;
    const { client } = await setUp({ tokens, token: 'strong' });
    const weights = collect(client.weights$('run'));
    await lastValueFrom(client.feed('run', samples(10)));
    client.refresh('weak');
    const refused = lastValueFrom(client.feed('run', samples(1)).pipe(toArray()));
    await expect(refused).rejects.toThrow(ForbiddenError);
    await expect.poll(() => weights.at(-1)?.version).toBe(10);
    const end = lastValueFrom(client.state$);
    client.refresh('none');
    await expect(end).rejects.toThrow(UnauthenticatedError);
  });
});
