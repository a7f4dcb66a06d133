import {
  Block,
  type Gradient,
  type Loss,
  type Sample,
  type WeightUpdate,
  constant,
  dense,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
  zeros,
} from '@rxgrad/model';
import { metrics } from '@rxgrad/online';
import {
  Observable,
  type OperatorFunction,
  Subject,
  ignoreElements,
  map,
  of,
  pipe,
  tap,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import {
  type Contribution,
  type Rejection,
  accumulate,
  aggregate,
  batch,
  clipNorm,
  clipValue,
  evaluate,
  forward,
  freeze,
  gradient,
  l1,
  l2,
  learn,
  loss,
  standardize,
  stream,
  train,
  updateWeights,
  weightDecay,
} from '../index.ts';

/** What every operator keeps to, whatever it computes; a new one joins by one line. */

interface Member {
  readonly name: string;
  /** From samples to what the operator takes, then through the operator. */
  readonly make: () => OperatorFunction<Sample, unknown>;
}

const model = () => sequential({ inputs: 2, seed: 1 }, dense(1, { initializer: constant(0.5) }));
const toForward = (): OperatorFunction<Sample, ReturnType<ReturnType<typeof model>['forward']>> =>
  pipe(batch(1), forward(model()));
const toLoss = (): OperatorFunction<Sample, Loss> => pipe(toForward(), loss(squaredError));
const toGradient = (): OperatorFunction<Sample, Gradient> => pipe(toLoss(), gradient());
const optimizer = () => sgd({ learningRate: 0.1 });
const toUpdate = (): OperatorFunction<Sample, WeightUpdate> =>
  pipe(toGradient(), updateWeights(optimizer()));

/** Each gradient as if somebody else had sent it. */
const contributed = (): OperatorFunction<Gradient, Contribution> =>
  map(({ parameters, size, lossValue, data }) => ({
    model: parameters,
    contributor: 'somebody',
    epoch: parameters.epoch,
    base: parameters.version,
    size,
    loss: lossValue,
    data: data.slice(),
    settle: () => {},
  }));

const members: readonly Member[] = [
  { name: 'batch', make: () => batch(1) },
  { name: 'standardize', make: () => standardize() },
  { name: 'forward', make: toForward },
  { name: 'loss', make: toLoss },
  { name: 'gradient', make: toGradient },
  { name: 'clipNorm', make: () => pipe(toGradient(), clipNorm(1)) },
  { name: 'accumulate', make: () => pipe(toGradient(), accumulate(1)) },
  { name: 'clipValue', make: () => pipe(toGradient(), clipValue(1)) },
  { name: 'freeze', make: () => pipe(toGradient(), freeze('dense.weight')) },
  { name: 'l1', make: () => pipe(toGradient(), l1(0.1)) },
  { name: 'l2', make: () => pipe(toGradient(), l2(0.1)) },
  { name: 'weightDecay', make: () => pipe(toGradient(), weightDecay(0.1)) },
  { name: 'updateWeights', make: toUpdate },
  {
    name: 'aggregate',
    make: () => pipe(toGradient(), contributed(), aggregate({ mode: 'async' })),
  },
  { name: 'evaluate', make: () => pipe(toUpdate(), evaluate({ mae: metrics.mae() })) },
  {
    name: 'learn, from samples',
    make: () => learn(model(), { loss: squaredError, optimizer: optimizer() }),
  },
  {
    name: 'learn, from batches',
    make: () => pipe(batch(1), learn(model(), { loss: squaredError, optimizer: optimizer() })),
  },
];

const good: Sample = { x: [1, 2], y: 3 };
const bad: Sample = { x: [1, Number.NaN], y: 3 };
const boom = new Error('boom');

/** When something comes out of an operator, whatever it is. */
function expectTiming({ make }: Member, source: string, expected: string): void {
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
    ({ cold, expectObservable }) => {
      const out$ = cold(source, { a: good }, boom).pipe(
        make(),
        map(() => 'x'),
      );
      expectObservable(out$).toBe(expected, undefined, boom);
    },
  );
}

describe.each(members)('$name', (member) => {
  it.each([
    ['empty', '|', '|'],
    ['never', '-', '-'],
    ['one', '-a-|', '-x-|'],
    ['many', 'aa-a|', 'xx-x|'],
    ['error', 'a-#', 'x-#'],
  ])('keeps time: %s', (_, source, expected) => expectTiming(member, source, expected));

  it('ends its source at once when nobody listens', () => {
    const source$ = new Subject<Sample>();
    const subscription = source$.pipe(member.make()).subscribe();
    source$.next(good);
    expect(source$.observed).toBe(true);
    subscription.unsubscribe();
    expect(source$.observed).toBe(false);
  });

  it('starts fresh for every subscription', () => {
    const seen: string[] = [];
    const source$ = new Observable<Sample>((subscriber) => {
      seen.push('subscribed');
      subscriber.complete();
    }).pipe(member.make());
    source$.subscribe();
    source$.subscribe();
    expect(seen).toEqual(['subscribed', 'subscribed']);
  });
});

/** Runs what the pipeline makes of the samples, and tells what it put aside. */
function rejectionsOf(pipeline: OperatorFunction<Sample, unknown>, samples: readonly Sample[]) {
  const sample$ = new Subject<Sample>();
  const outputs: unknown[] = [];
  const rejections: Rejection[] = [];
  const update$ = sample$.pipe(
    pipeline,
    tap((output) => outputs.push(output)),
    ignoreElements(),
  );
  const run = train({ name: 'contract', model: model(), update$ });
  run.rejected$.subscribe((rejection) => rejections.push(rejection));
  for (const sample of samples) sample$.next(sample);
  sample$.complete();
  return { run, outputs, rejections };
}

describe.each(members.filter(({ name }) => name !== 'batch'))(
  'a bad sample in $name',
  ({ make }) => {
    it('is put aside in a run, which goes on', () => {
      const { run, outputs, rejections } = rejectionsOf(make(), [good, bad, good]);
      expect(outputs).toHaveLength(2);
      expect(rejections.map(({ sample }) => sample)).toEqual([bad]);
      expect(run.progress().rejected).toBe(1);
      expect(run.state).toBe('completed');
    });

    it('is an error on a stream that is no run', () => {
      let error: unknown;
      of(bad)
        .pipe(make())
        .subscribe({ error: (e: unknown) => (error = e) });
      expect(error).toMatchObject({ reason: 'not-finite' });
    });
  },
);

describe('a bad sample in a batch of many', () => {
  it.each<[string, Sample, string]>([
    ['a feature that is not finite', bad, 'not-finite'],
    ['a wrong shape', { x: [1], y: 3 }, 'shape'],
    ['a label that is not finite', { x: [1, 2], y: Number.NaN }, 'label'],
  ])('is taken out, and the others are learned: %s', (_, wrong, reason) => {
    const learning = pipe(
      batch(4),
      forward(model()),
      loss(squaredError),
      gradient(),
      updateWeights(optimizer()),
    );
    const { outputs, rejections } = rejectionsOf(learning, [good, wrong, good, wrong]);
    expect(outputs).toMatchObject([{ size: 2, version: 1 }]);
    expect(rejections.map(({ sample }) => sample)).toEqual([wrong, wrong]);
    expect(rejections.map(({ error }) => error.reason)).toEqual([reason, reason]);
  });
});

describe('learning from blocks', () => {
  const block = (...samples: readonly Sample[]) =>
    new Block(
      Float32Array.from(samples.flatMap(({ x }) => Array.from(x as number[]))),
      Float32Array.from(samples.map(({ y }) => Number(y))),
      samples.length,
    );
  const options = () => ({ loss: squaredError, optimizer: optimizer() });

  it('takes a bad row out, learns the others one by one, and counts each', async () => {
    const [one, two] = [model(), model()];
    const mae = metrics.mae();
    const update$ = stream([block(good, bad, good)]).pipe(learn(one, options()), evaluate({ mae }));
    const run = train({ name: 'blocks', model: one, update$ });
    const rejections: Rejection[] = [];
    run.rejected$.subscribe((rejection) => rejections.push(rejection));
    await run.done;
    await train({
      name: 'samples',
      model: two,
      update$: stream([good, good]).pipe(learn(two, options())),
    }).done;
    expect(rejections).toMatchObject([{ sample: { y: Float32Array.of(3) } }]);
    expect(run.progress()).toMatchObject({ step: 2, samples: 2, version: 2, rejected: 1 });
    expect(one.data).toEqual(two.data);
    expect(mae.get()).toBeGreaterThan(0);
  });

  it('takes a bad row out of sparse ones', async () => {
    const network = sequential({ inputs: 4 }, sparseLinear(1, { initializer: zeros() }));
    const rows = {
      starts: Uint32Array.of(0, 2, 3, 4),
      indices: Uint32Array.of(0, 1, 2, 3),
      values: Float32Array.of(1, 1, Number.POSITIVE_INFINITY, 1),
    };
    const blocks = [new Block(rows, Float32Array.of(1, 1, 1), 3)];
    const run = train({
      name: 'sparse',
      model: network,
      update$: stream(blocks).pipe(learn(network, options())),
    });
    await run.done;
    expect(run.progress()).toMatchObject({ step: 2, samples: 2, rejected: 1 });
    expect(Array.from(network.tensor('sparseLinear.weight'), Boolean)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
