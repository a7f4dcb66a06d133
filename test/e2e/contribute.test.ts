import { type Client, connect } from '@rxgrad/client';
import {
  type Model,
  type Sample,
  dense,
  parameters,
  sequential,
  sgd,
  squaredError,
} from '@rxgrad/model';
import { Random } from '@rxgrad/online';
import { type Server, serve } from '@rxgrad/server';
import {
  type AggregateOptions,
  type ContributionKind,
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
import type { EncodingName } from '@rxgrad/wire';
import { filter, firstValueFrom, lastValueFrom, map, pipe, tap, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CuttableProxy } from './cuttable-proxy.ts';

const INPUTS = 64;
const truth = Float32Array.from({ length: INPUTS }, (_, i) => Math.sin(i));

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** y = truth · x. */
function samples(count: number, seed: number): Sample[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const x = Float32Array.from({ length: INPUTS }, () => random.uniform() - 0.5);
    return { x, y: x.reduce((sum, value, i) => sum + value * (truth[i] as number), 0) };
  });
}

async function host(
  how: AggregateOptions,
  {
    kind = 'gradient',
    rate = 1,
  }: { readonly kind?: ContributionKind; readonly rate?: number } = {},
): Promise<{ readonly run: Run; readonly model: Model; readonly server: Server }> {
  const model = sequential({ inputs: INPUTS, seed: 1 }, dense(1));
  const contributed = contributions(model, { kind });
  const update$ = stream(contributed).pipe(
    aggregate(how),
    updateWeights(sgd({ learningRate: rate })),
  );
  const run = train({ name: 'line', model, update$, contributions: contributed });
  const server = await serve({ port: 0, runs: [run] });
  open.push(
    () => server.close(),
    () => run.stop(),
  );
  return { run, model, server };
}

function join(url: string, id: string): Client {
  const client = connect(url, { WebSocket, id, backoff: { initial: 5, max: 20 } });
  open.unshift(() => client.close());
  return client;
}

function errorOf(model: Model): number {
  const test = samples(100, 99);
  const sum = test.reduce(
    (total, { x, y }) => total + ((model.predictOne(x)[0] as number) - Number(y)) ** 2,
    0,
  );
  return sum / test.length;
}

/** Five clients, each with samples of its own, until all samples are learned. */
async function five(
  server: Server,
  options: { readonly localSteps: number; readonly compress: EncodingName; readonly count: number },
  kind: ContributionKind,
) {
  const { count, ...rest } = options;
  const results = Array.from({ length: 5 }, (_, k) => {
    const results$ = join(server.url, `client ${k}`).contribute('line', samples(count, k), {
      ...rest,
      weights: { mode: 'all' },
      pipeline: (model) =>
        kind === 'gradient'
          ? pipe(batch(10), forward(model), loss(squaredError), gradient())
          : pipe(
              batch(10),
              forward(model),
              loss(squaredError),
              gradient(),
              updateWeights(sgd({ learningRate: 1 })),
            ),
    });
    return lastValueFrom(results$.pipe(toArray()));
  });
  return (await Promise.all(results)).flat();
}

describe('five clients that learn a line together', () => {
  it.each<[AggregateOptions['mode'], ContributionKind, EncodingName]>([
    ['rounds', 'gradient', 'f32'],
    ['rounds', 'gradient', 'int8'],
    ['rounds', 'gradient', 'topk'],
    ['rounds', 'delta', 'f32'],
    ['rounds', 'delta', 'int8'],
    ['buffered', 'delta', 'f16'],
    ['async', 'gradient', 'int8'],
  ])('by %s, in %ss, as %s', async (mode, kind, compress) => {
    const how: AggregateOptions = mode === 'async' ? { mode } : { mode, size: 5 };
    const rate = kind === 'delta' ? 1 : mode === 'async' ? 0.2 : 1;
    const { model, server } = await host(how, { kind, rate });
    const before = errorOf(model);
    const localSteps = kind === 'delta' ? 4 : 1;
    const results = await five(server, { localSteps, compress, count: 1_600 }, kind);
    const applied = results.filter(({ status }) => status === 'applied');
    expect(errorOf(model)).toBeLessThan(before / 20);
    if (mode === 'rounds') {
      expect(applied).toHaveLength(5 * (160 / localSteps));
      expect(results.reduce((sum, { size }) => sum + size, 0)).toBe(8_000);
    }
    const bytes = Math.max(...results.map((result) => result.bytes));
    if (compress === 'int8') expect(bytes).toBeLessThan(INPUTS + 10);
  });
});

describe('a client that is cut again and again', () => {
  it('has each contribution applied once', async () => {
    const { model, server } = await host({ mode: 'async', discount: 0 }, { rate: 0.1 });
    const proxy = await CuttableProxy.to(server.port);
    open.push(() => proxy.close());
    const results = await lastValueFrom(
      join(proxy.url, 'cut')
        .contribute('line', samples(600, 1), {
          pipeline: (copy) => pipe(batch(10), forward(copy), loss(squaredError), gradient()),
        })
        .pipe(
          tap(({ index }) => {
            if (index % 7 === 3) proxy.cut();
          }),
          toArray(),
        ),
    );
    expect(results.map(({ index }) => index)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(results.filter(({ status }) => status === 'applied')).toHaveLength(model.version);
    expect(model.version).toBe(60);
  });
});

describe('a run that is steered from afar', () => {
  it('goes back for all who follow it, and contributors go on from there', async () => {
    const { run, model, server } = await host({ mode: 'async', discount: 0 }, { rate: 0.1 });
    const operator = join(server.url, 'operator');
    const control = operator.control('line');
    const mirror = await operator.mirror('line');
    const kept = await control.checkpoint('start');
    const start = model.data.slice();
    const contribute = (seed: number) =>
      lastValueFrom(
        join(server.url, `client ${seed}`)
          .contribute('line', samples(100, seed), {
            pipeline: (copy) => pipe(batch(10), forward(copy), loss(squaredError), gradient()),
          })
          .pipe(toArray()),
      );
    await contribute(1);
    expect(model.version).toBe(10);
    await control.pause({ ifVersion: 10 });
    const waiting = contribute(2);
    await expect.poll(() => run.contributions?.pending).toBe(1);
    const back = await control.rollback('start');
    expect(back).toMatchObject({ version: 0, epoch: kept.epoch + 1 });
    expect(model.data).toEqual(start);
    await firstValueFrom(mirror.version$.pipe(filter((version) => version === 0)));
    expect([mirror.epoch, mirror.model.data]).toEqual([back.epoch, start]);
    await control.set({ learningRate: 0.05 }, { ifEpoch: back.epoch });
    await control.resume();
    const fates = (await waiting).map(({ status }) => status);
    expect(fates).toEqual(['stale', ...new Array<string>(9).fill('applied')]);
    expect([model.version, run.progress().learningRate]).toEqual([9, 0.05]);
    const codes = await firstValueFrom(
      operator.events$('line').pipe(
        map(({ code }) => code),
        filter((code) => code === 'rollback'),
      ),
    );
    expect(codes).toBe('rollback');
  });
});

it('a pipeline of bare parameters takes contributions to a model of the same kind', async () => {
  const model = parameters({ mean: 0 });
  const contributed = contributions(model);
  const update$ = stream(contributed).pipe(
    aggregate({ mode: 'async' }),
    updateWeights(sgd({ learningRate: 0.5 })),
  );
  const run = train({ name: 'mean', model, update$, contributions: contributed });
  const server = await serve({ port: 0, runs: [run] });
  open.push(
    () => server.close(),
    () => run.stop(),
  );
  const toMean = (copy: typeof model) =>
    map((y: number) => copy.gradient({ mean: 2 * ((copy.tensor('mean')[0] as number) - y) }));
  const local = parameters({ mean: 9 });
  await lastValueFrom(
    join(server.url, 'bare').contribute('mean', [4, 6], { model: local, pipeline: toMean }),
  );
  expect(model.tensor('mean')[0]).toBe(6);
});
