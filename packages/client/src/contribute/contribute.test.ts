import { type Gradient, type Parameters, parameters } from '@rxgrad/model';
import {
  GradientDecoder,
  type GradientFrame,
  type Result,
  type ServerFrame,
  xxh32,
} from '@rxgrad/wire';
import { EMPTY, NEVER, Subject, finalize, map, type Observable, type OperatorFunction } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Recorder, when, withPeer } from '../../testing/harness.ts';
import { ForbiddenError, RefusedError, SchemaMismatchError, UnsupportedError } from '../errors.ts';
import type { ContributeOptions } from './contribute-options.ts';

const peers = withPeer();
const model = () => parameters({ pair: [0, 0] });

/** A pipeline whose items are the gradients themselves. */
const given = (weights: Parameters): OperatorFunction<readonly number[], Gradient> =>
  map((numbers) => weights.gradient(Float32Array.from(numbers), { loss: 2, size: 4 }));

type Items = Iterable<readonly number[]> | Observable<readonly number[]>;

function start(
  items: Items,
  options: Partial<ContributeOptions<readonly number[], Parameters>> = {},
) {
  const client = peers.client({ id: 'ada' });
  const results$ = client.contribute('cake', items, {
    pipeline: given,
    model: model(),
    ...options,
  });
  return { client, results: new Recorder(results$) };
}

/** Answers the subscription to the weights, and tells them. */
async function serveWeights(version = 5, values = [1, 2]): Promise<void> {
  await peers.peer.confirm(7);
  peers.peer.send(schema(), snapshot(version, values));
}

function schema(hash = model().schema().hash): ServerFrame {
  const tensors = [{ id: 0, name: 'pair', shape: [2], dtype: 'f32', offset: 0 } as const];
  return { op: 'schema', run: 'cake', hash, inputs: 0, outputs: 0, layers: [], tensors };
}

function snapshot(version: number, values: readonly number[]): ServerFrame {
  const data = new Uint8Array(Float32Array.from(values).buffer);
  return {
    op: 'snapshot',
    stream: 7,
    epoch: 1,
    sequence: version,
    version,
    part: 0,
    parts: 1,
    first: 0,
    encoding: 'f32',
    data,
    hash: xxh32(data),
  };
}

function valuesOf(frame: GradientFrame): number[] {
  return [...(new GradientDecoder(2, frame).take(frame) ?? [])];
}

const answer = (frame: GradientFrame, over: Partial<Result> = {}): void =>
  peers.peer.send({
    op: 'result',
    request: frame.request,
    status: 'applied',
    upTo: frame.sequence + 1,
    version: 6,
    ...over,
  });

describe('client.contribute', () => {
  it('sends what was learned with the version it is based on, and tells its fate', async () => {
    const { results } = start([[3, 4]]);
    await serveWeights();
    const frame = await peers.peer.next('gradient');
    expect(frame).toMatchObject({
      run: 'cake',
      kind: 'gradient',
      epoch: 1,
      base: 5,
      n: 4,
      loss: 2,
      contributor: 'ada',
      schema: model().schema().hash,
    });
    expect(valuesOf(frame)).toEqual([3, 4]);
    answer(frame);
    peers.peer.send(snapshot(6, [0, 0]));
    expect(await results.end()).toBeUndefined();
    expect(results.values).toEqual([
      { index: 0, status: 'applied', version: 6, base: 5, size: 4, loss: 2, bytes: 8 },
    ]);
  });

  it('joins so many steps, and the next contribution starts from weights that know of the last', async () => {
    const { client, results } = start(
      [
        [1, 0],
        [3, 0],
        [5, 0],
        [7, 0],
      ],
      { localSteps: 2 },
    );
    await serveWeights();
    const first = await peers.peer.next('gradient');
    expect([valuesOf(first), first.n]).toEqual([[2, 0], 8]);
    answer(first, { version: 9 });
    await results.count(1);
    peers.peer.send(snapshot(8, [8, 8]));
    await when(client.weights$('cake'), ({ version }) => version === 8);
    expect(peers.peer.pending('gradient')).toBe(0);
    peers.peer.send(snapshot(9, [9, 9]));
    const second = await peers.peer.next('gradient');
    expect([valuesOf(second), second.base]).toEqual([[6, 0], 9]);
    expect(second.sequence).toBeGreaterThan(first.sequence);
    results.stop();
  });

  it('owes what a lossy encoding left out, but not what was not applied', async () => {
    const { results } = start(
      [
        [1, 0.001],
        [1, 0.001],
        [1, 0.001],
      ],
      { compress: 'int8' },
    );
    await serveWeights();
    const first = await peers.peer.next('gradient');
    expect(first.encoding).toBe('int8');
    expect(valuesOf(first)[1]).toBe(0);
    answer(first, { version: 5, status: 'stale' });
    const second = await peers.peer.next('gradient');
    answer(second, { version: 5, status: 'rejected', reason: 'why not' });
    const third = await peers.peer.next('gradient');
    expect([first, second, third].map(valuesOf)).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    await results.count(2);
    expect(results.values).toMatchObject([{ status: 'stale' }, { reason: 'why not' }]);
    results.stop();
  });

  it('sends again what was throttled, and after a cut what has no fate, under its number', async () => {
    const { results } = start([[1, 2]]);
    await serveWeights();
    const first = await peers.peer.next('gradient');
    answer(first, { status: 'throttled', retryAfter: 1 });
    const second = await peers.peer.next('gradient');
    peers.peer.cut();
    const third = await peers.peer.next('gradient');
    expect([second.sequence, third.sequence]).toEqual([first.sequence, first.sequence]);
    expect(valuesOf(third)).toEqual([1, 2]);
    answer(third, { status: 'duplicate' });
    await results.count(1);
    expect(results.values).toMatchObject([{ status: 'duplicate' }]);
    results.stop();
  });

  it('tells what is not finite, and sends nothing of it', async () => {
    const { results } = start([[1, 2]], {
      pipeline: (weights) =>
        map(() => {
          const gradient = weights.gradient(Float32Array.of(1, 2)).copy();
          gradient.data[0] = Number.NaN;
          return gradient;
        }),
    });
    await serveWeights();
    await results.count(1);
    expect(results.values).toMatchObject([{ status: 'rejected', bytes: 0 }]);
    expect(peers.peer.pending('gradient')).toBe(0);
    results.stop();
  });

  it('keeps what is pushed while it waits, in order', async () => {
    const items = new Subject<readonly number[]>();
    const { results } = start(items);
    items.next([1, 1]);
    items.next([2, 2]);
    await serveWeights();
    const first = await peers.peer.next('gradient');
    items.next([3, 3]);
    items.complete();
    answer(first);
    peers.peer.send(snapshot(6, [0, 0]));
    const second = await peers.peer.next('gradient');
    answer(second, { version: 6 });
    const third = await peers.peer.next('gradient');
    expect([first, second, third].map(valuesOf)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    answer(third, { version: 6 });
    expect(await results.end()).toBeUndefined();
    expect(results.values).toHaveLength(3);
  });

  it('has one voice in a run, again after it has ended', async () => {
    const { client, results } = start(NEVER);
    const again = () =>
      new Recorder(client.contribute('cake', [[1, 2]], { pipeline: given, model: model() }));
    expect(await again().end()).toBeInstanceOf(RefusedError);
    results.stop();
    const third = again();
    await serveWeights();
    answer(await peers.peer.next('gradient'), { version: 5 });
    expect(await third.end()).toBeUndefined();
  });

  it('fails when the server refuses for good', async () => {
    const { results } = start([[1, 2]]);
    await serveWeights();
    const { request } = await peers.peer.next('gradient');
    const no = { op: 'error', code: 'forbidden', temporary: false, message: 'no' } as const;
    peers.peer.send({ ...no, reference: request });
    expect(await results.end()).toBeInstanceOf(ForbiddenError);
  });

  it('fails when its own pipeline throws', async () => {
    const { results } = start([[1, 2, 3]]);
    await serveWeights();
    expect(await results.end()).toMatchObject({ name: 'ParameterError' });
  });

  it('lets go of its pipeline when nobody wants to hear of it any more', async () => {
    let released = false;
    const pipeline: typeof given = (weights) => (items) =>
      given(weights)(items).pipe(finalize(() => (released = true)));
    const { results } = start([[3, 4]], { pipeline });
    await serveWeights();
    await peers.peer.next('gradient');
    expect(released).toBe(false);
    results.stop();
    expect(released).toBe(true);
  });

  it('fails when its source does', async () => {
    const { results } = start(
      (function* () {
        yield [1, 2];
        throw new Error('no more');
      })(),
    );
    await serveWeights();
    answer(await peers.peer.next('gradient'), { version: 5 });
    expect(await results.end()).toMatchObject({ message: 'no more' });
  });

  it('needs the model of the run: one that can be rebuilt, or is given', async () => {
    const other = start([[1, 2]], { model: parameters({ one: 1 }) });
    await serveWeights();
    expect(await other.results.end()).toBeInstanceOf(SchemaMismatchError);
  });

  it('cannot rebuild what has no layers', async () => {
    const client = peers.client();
    const results = new Recorder(client.contribute('cake', [], { pipeline: () => () => EMPTY }));
    await serveWeights();
    expect(await results.end()).toBeInstanceOf(UnsupportedError);
  });
});
