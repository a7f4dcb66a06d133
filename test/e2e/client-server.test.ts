import {
  connect,
  UnknownRunError,
  type Client,
  type FeedResult,
  type FeedSample,
} from '@rxgrad/client';
import { dense, sequential, sgd, squaredError, type Model } from '@rxgrad/model';
import { serve, type Server } from '@rxgrad/server';
import {
  batch,
  forward,
  gradient,
  inbox,
  loss,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { filter, firstValueFrom, lastValueFrom, Subject, tap, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CuttableProxy } from './cuttable-proxy.ts';

/** The n-th cake: the label is 0.6·taste + 0.3·look + 0.1·smell. */
function cake(n: number): FeedSample {
  const x = [1, 2, 3].map((feature) => Math.sin(n * 12.9898 * feature));
  const [taste = 0, look = 0, smell = 0] = x;
  return { x, y: 0.6 * taste + 0.3 * look + 0.1 * smell };
}

const cakes = (count: number): FeedSample[] => Array.from({ length: count }, (_, n) => cake(n));

let model: Model;
let fed: ReturnType<typeof inbox>;
let server: Server;
let client: Client;

beforeEach(async () => {
  model = sequential({ inputs: 3, seed: 1 }, dense(1));
  fed = inbox({ capacity: 512 });
  const update$ = stream(fed).pipe(
    batch(1),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(sgd({ learningRate: 0.1 })),
  );
  server = await serve({ port: 0, runs: [train({ name: 'cake', model, update$, inbox: fed })] });
  client = connect(server.url, { WebSocket, backoff: { initial: 5, max: 20 } });
});

afterEach(async () => {
  await client.close();
  fed.close();
  await server.close();
});

/** Resolves when the latest weights that a client has are the model's. */
function settled(of: Client): Promise<Float32Array> {
  return firstValueFrom(
    of.weights$('cake').pipe(filter(({ version }) => version === model.version)),
  ).then(({ data }) => data);
}

const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);

describe('a client of a real server', () => {
  it('knows the runs, and that there is no other', async () => {
    expect(await firstValueFrom(client.runs$)).toMatchObject([
      { name: 'cake', state: 'running', feedable: true, loss: 'squaredError' },
    ]);
    await expect(firstValueFrom(client.metrics$('cke'))).rejects.toThrow(UnknownRunError);
    expect(await client.ping()).toBeGreaterThanOrEqual(0);
  });

  it('feeds samples that train the run, each with a fate, in order', async () => {
    const bad: FeedSample[] = [
      { x: [1, Number.NaN, 3], y: 1 },
      { x: [1, 2], y: 1 },
    ];
    const samples = [...cakes(2_000), ...bad, ...cakes(10)];
    const fates = await lastValueFrom(client.feed('cake', samples).pipe(toArray()));
    expect(fates.map(({ index }) => index)).toEqual(samples.map((_, index) => index));
    const rejected = fates.filter(({ status }) => status === 'rejected');
    expect(rejected.map(({ index }) => index)).toEqual([2_000, 2_001]);
    expect(fates.filter(({ status }) => status === 'applied').length).toBe(2_010);
    expect(model.version).toBe(2_010);
    const [taste, look, smell] = model.data;
    expect(taste).toBeCloseTo(0.6, 3);
    expect(look).toBeCloseTo(0.3, 3);
    expect(smell).toBeCloseTo(0.1, 3);
  });

  it('sees metrics and weights that are the run’s, bit for bit, in every encoding', async () => {
    const steps: number[] = [];
    const watch = client
      .metrics$('cake')
      .subscribe(({ rows }) => steps.push(...rows.map(({ step }) => step)));
    const versions: number[] = [];
    const all = (['f32', 'f16', 'int8', 'topk'] as const).map((encoding) =>
      firstValueFrom(
        client.weights$('cake', { encoding }).pipe(
          tap(({ version }) => versions.push(version)),
          filter(({ data, version }) => {
            const equal = bits(data).every((word, index) => word === bits(model.data)[index]);
            return version === 500 && equal;
          }),
        ),
      ),
    );
    await lastValueFrom(client.feed('cake', cakes(500)));
    const weights = await Promise.all(all);
    for (const { tensor } of weights) expect(tensor('dense.weight').length).toBe(3);
    expect(versions.at(-1)).toBe(500);
    while (steps.at(-1) !== 500) await firstValueFrom(client.metrics$('cake'));
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    watch.unsubscribe();
  });

  it('mirrors the model: predicts the same without asking', async () => {
    const mirror = await client.mirror('cake');
    await lastValueFrom(client.feed('cake', cakes(300)));
    await firstValueFrom(mirror.version$.pipe(filter((version) => version === 300)));
    for (const { x } of cakes(20)) {
      expect(mirror.predict(x)).toEqual(model.predictOne(x));
    }
    expect(await firstValueFrom(mirror.lag$)).toBe(0);
    expect(mirror.verified).toBeGreaterThan(0);
  });
});

describe('a client whose connection is cut again and again', () => {
  it('loses and doubles no sample, and has the right weights at the end', async () => {
    const proxy = await CuttableProxy.to(server.port);
    const far = connect(proxy.url, { WebSocket, backoff: { initial: 2, max: 10 } });
    const states: string[] = [];
    far.state$.subscribe((state) => states.push(state));
    const following = far.weights$('cake').subscribe();
    let told = 0;
    const fates = await lastValueFrom(
      far.feed('cake', cakes(5_000)).pipe(
        tap(() => {
          told += 1;
          if (told % 1_000 === 0) proxy.cut();
        }),
        toArray(),
      ),
    );
    expect(fates.map(({ index }) => index)).toEqual(fates.map((_, index) => index));
    expect(fates.length).toBe(5_000);
    // Each was learned exactly once, also those of whose learning the news was lost.
    expect(new Set(fates.map(({ status }) => status)).has('rejected')).toBe(false);
    expect(model.version).toBe(5_000);
    expect(states.filter((state) => state === 'reconnecting').length).toBeGreaterThanOrEqual(4);
    expect(bits(await settled(far))).toEqual(bits(model.data));
    following.unsubscribe();
    await far.close();
    await proxy.close();
  });

  it('feeds as it comes, across cuts, from an Observable', async () => {
    const proxy = await CuttableProxy.to(server.port);
    const far = connect(proxy.url, { WebSocket, backoff: { initial: 2, max: 10 } });
    const samples$ = new Subject<FeedSample>();
    const fates: FeedResult[] = [];
    const done = lastValueFrom(far.feed('cake', samples$).pipe(tap((fate) => fates.push(fate))));
    for (let n = 0; n < 300; n += 1) {
      samples$.next(cake(n));
      if (n % 100 === 50) proxy.cut();
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    samples$.complete();
    await done;
    expect(fates.length).toBe(300);
    expect(model.version).toBe(300);
    await far.close();
    await proxy.close();
  });
});
