import { type Gradient, type Parameters, parameters, sgd } from '@rxgrad/model';
import { ManualClock } from '@rxgrad/testkit';
import fc from 'fast-check';
import { Subject, filter } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  type AggregateOptions,
  type Contribution,
  type ContributionFate,
  aggregate,
  train,
  updateWeights,
} from '../../index.ts';

/** A run of one weight that goes against the gradient, and who contributes to it. */
function start(options: AggregateOptions, keep: (gradient: Gradient) => boolean = () => true) {
  const model = parameters({ weight: 0 });
  const contribution$ = new Subject<Contribution>();
  const fates: string[] = [];
  const gradients: Gradient[] = [];
  const update$ = contribution$.pipe(
    aggregate(options),
    filter((gradient) => gradients.push(gradient.copy()) > 0 && keep(gradient)),
    updateWeights(sgd({ learningRate: 1 })),
  );
  const run = train({ name: 'aggregate', model, update$ });
  const send = (contributor: string, value: number, over: Partial<Contribution> = {}): void =>
    contribution$.next(contributionOf(model, contributor, value, fates, over));
  return { model, run, send, fates, gradients, contribution$ };
}

function contributionOf(
  model: Parameters,
  contributor: string,
  value: number,
  fates: string[],
  over: Partial<Contribution> = {},
): Contribution {
  const settle = (fate: ContributionFate): void => {
    const version = 'version' in fate ? ` ${fate.version}` : '';
    fates.push(`${contributor} ${fate.status}${version}`);
  };
  const { epoch, version: base } = model;
  const data = Float32Array.of(value);
  return { model, contributor, epoch, base, size: 1, loss: Number.NaN, data, settle, ...over };
}

describe('async', () => {
  it('makes an update of each, discounted by how late it is', () => {
    const { model, send, fates } = start({ mode: 'async', discount: 1 });
    send('a', 1);
    send('b', 1, { base: 0 });
    expect(model.data[0]).toBeCloseTo(-1.5);
    send('c', 3, { base: 0 });
    expect(model.data[0]).toBeCloseTo(-2.5);
    expect(fates).toEqual(['a applied 1', 'b applied 2', 'c applied 3']);
  });

  it('refuses what is too late, or of a history that is no more', () => {
    const { model, run, send, fates } = start({ mode: 'async', maxStaleness: 1 });
    run.checkpoint('start');
    send('a', 1);
    send('b', 1);
    send('c', 1, { base: 0 });
    run.rollback('start');
    send('d', 1, { epoch: 0 });
    expect(fates.slice(2)).toEqual(['c stale 2', 'd stale 0']);
    expect(model.data[0]).toBe(0);
  });

  it('shortens what is too long', () => {
    const { model, send } = start({ mode: 'async', clipNorm: 2 });
    send('a', -1e30);
    expect(model.data[0]).toBe(2);
  });
});

describe('buffered', () => {
  it('makes an update of every so many, late ones discounted', () => {
    const { model, send, fates } = start({ mode: 'buffered', size: 2, discount: 1 });
    send('a', 1);
    expect([model.version, fates]).toEqual([0, []]);
    send('b', 3);
    send('a', 4);
    send('b', 4, { base: 0 });
    expect(model.data[0]).toBeCloseTo(-2 - (4 + 2) / 2);
    expect(fates).toEqual(['a applied 1', 'b applied 1', 'a applied 2', 'b applied 2']);
  });

  it('gives each contributor one voice', () => {
    const { model, send, fates } = start({ mode: 'buffered', size: 3, robust: 'median' });
    send('a', 1);
    for (let i = 0; i < 5; i += 1) send('mallory', 1e6);
    send('b', 2);
    expect(model.data[0]).toBe(-2);
    expect(fates.filter((fate) => fate === 'mallory rejected')).toHaveLength(4);
  });

  it('counts by samples where asked to', () => {
    const { model, send } = start({ mode: 'buffered', size: 2, weighting: 'samples' });
    send('a', 1, { size: 3 });
    send('b', 5, { size: 1 });
    expect(model.data[0]).toBe(-2);
  });
});

describe('rounds', () => {
  const three = { mode: 'rounds', size: 3 } as const;

  it('come to the same bits whatever order contributions come in', () => {
    const drawn = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 5,
      maxLength: 5,
    });
    const robust = fc.constantFrom('mean', 'median', 'trimmed-mean');
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    fc.assert(
      fc.property(drawn, robust, orders, (values, how, order) => {
        const weights = [[0, 1, 2, 3, 4], order].map((sequence) => {
          const { model, send } = start({ mode: 'rounds', size: 5, robust: how });
          for (const i of sequence) send(`c${i}`, values[i] as number);
          expect(model.version).toBe(1);
          return model.data[0];
        });
        expect(weights[0]).toBe(weights[1]);
      }),
    );
  });

  it('come to them also where the order of a sum makes a difference', () => {
    const weights = [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ].map((order) => {
      const values: Readonly<Record<string, number>> = { a: 1e30, b: 1, c: -1e30 };
      const { model, send } = start(three);
      for (const who of order) send(who, values[who] as number);
      return model.data[0];
    });
    expect(weights[0]).toBe(weights[1]);
  });

  it('take only what is for the present version', () => {
    const { model, send, fates } = start(three);
    for (const who of ['a', 'b', 'c']) send(who, 1);
    send('d', 1, { base: 0 });
    expect(fates.at(-1)).toBe('d stale 1');
    expect(model.version).toBe(1);
  });

  it('let go of those that the weights have left behind', () => {
    const { model, send, fates } = start(three);
    send('a', 1);
    model.gradient({ weight: 1 }).update(sgd({ learningRate: 1 }));
    send('a', 1);
    expect(fates).toEqual(['a stale 1']);
    for (const who of ['b', 'c']) send(who, 1);
    expect(fates.slice(1)).toEqual(['a applied 2', 'b applied 2', 'c applied 2']);
  });

  it('go on without those that are missing when their time is up, if there are enough', () => {
    const clock = new ManualClock();
    const { model, send, fates } = start({ ...three, timeout: 100, clock });
    send('a', 1);
    clock.advance(1_000);
    expect(model.version).toBe(0);
    send('b', 3);
    expect([model.version, model.data[0]]).toEqual([1, -2]);
    send('a', 1);
    send('b', 1);
    clock.advance(99);
    expect(model.version).toBe(1);
    clock.advance(1);
    expect(model.version).toBe(2);
    expect(fates).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  it.each([50, 1_000])(
    'that the weights left behind leave no time behind, after %d ms',
    (elapsed) => {
      const clock = new ManualClock();
      const { model, send, fates } = start({ ...three, timeout: 100, clock });
      send('a', 1);
      clock.advance(elapsed);
      model.gradient({ weight: 1 }).update(sgd({ learningRate: 1 }));
      send('b', 1);
      send('c', 1);
      clock.advance(99);
      expect([model.version, fates]).toEqual([1, ['a stale 1']]);
      clock.advance(1);
      expect(fates.slice(1)).toEqual(['b applied 2', 'c applied 2']);
    },
  );

  it('count only those that are not stale when their time is up', () => {
    const clock = new ManualClock();
    const options = { mode: 'rounds', size: 4, minimum: 3, maxStaleness: 1 } as const;
    const { model, send, fates } = start({ ...options, timeout: 100, clock });
    const moveOn = () => model.gradient({ weight: 1 }).update(sgd({ learningRate: 1 }));
    send('a', 1);
    moveOn();
    for (const who of ['b', 'c']) send(who, 1);
    moveOn();
    clock.advance(100);
    expect(fates).toEqual(['a stale 2']);
    send('d', 1);
    expect(fates.slice(1)).toEqual(['b applied 3', 'c applied 3', 'd applied 3']);
  });

  it('that are overdue wait while the run is paused', () => {
    const clock = new ManualClock();
    const { model, run, send } = start({ ...three, timeout: 100, clock });
    send('a', 1);
    send('b', 1);
    run.pause();
    clock.advance(1_000);
    expect(model.version).toBe(0);
    run.resume();
    expect(model.version).toBe(1);
  });
});

describe('robust statistics', () => {
  const five = { mode: 'rounds', size: 5 } as const;
  const honest = [1, 2, 3, 4];

  it.each([
    ['mean', 1e9, -(10 + 1e9) / 5],
    ['median', 1e9, -3],
    ['median', -1e9, -2],
    ['trimmed-mean', 1e9, -3],
    ['trimmed-mean', -1e9, -2],
  ] as const)('%s, where one of five says %d', (robust, lie, expected) => {
    const { model, send } = start({ ...five, robust });
    honest.forEach((value, i) => send(`c${i}`, value));
    send('mallory', lie);
    expect(model.data[0]).toBe(Math.fround(expected));
  });

  it('stay within what honest ones say, as long as those are more than half', () => {
    const value = fc.float({ noNaN: true, min: -10, max: 10 });
    const lie = fc.float({ noNaN: true, noDefaultInfinity: true });
    const draw = fc.tuple(
      fc.array(value, { minLength: 4, maxLength: 4 }),
      fc.array(lie, { minLength: 3, maxLength: 3 }),
    );
    fc.assert(
      fc.property(draw, ([truths, lies]) => {
        for (const robust of ['median', 'trimmed-mean'] as const) {
          const { gradients, send } = start({ mode: 'rounds', size: 7, robust, trim: 0.43 });
          [...truths, ...lies].forEach((each, i) => send(`c${i}`, each));
          const joined = gradients[0]?.data[0] ?? Number.NaN;
          expect(joined).toBeGreaterThanOrEqual(Math.min(...truths) - 1e-5);
          expect(joined).toBeLessThanOrEqual(Math.max(...truths) + 1e-5);
        }
      }),
    );
  });
});

describe('what a run is told', () => {
  it('is how many samples were learned, and the joined loss of those that told it', () => {
    const { run, send } = start({ mode: 'rounds', size: 3 });
    send('a', 1, { size: 10, loss: 1 });
    send('b', 1, { size: 20, loss: 3 });
    send('c', 1, { size: 30 });
    expect(run.progress()).toMatchObject({ step: 1, samples: 60, loss: 2 });
  });

  it('a contribution that the pipeline leaves out is rejected', () => {
    const { model, send, fates } = start({ mode: 'async' }, ({ norm }) => norm < 5);
    send('a', 10);
    send('b', 1);
    expect([model.version, fates]).toEqual([1, ['a rejected', 'b applied 1']]);
  });

  it('what waits when the run is stopped is rejected, what waits when all have come is joined', () => {
    const stopped = start({ mode: 'rounds', size: 3 });
    stopped.send('a', 1);
    stopped.run.stop();
    expect(stopped.fates).toEqual(['a rejected']);
    const done = start({ mode: 'rounds', size: 3 });
    done.send('a', 1);
    done.send('b', 3);
    done.contribution$.complete();
    expect([done.fates, done.model.data[0]]).toEqual([['a applied 1', 'b applied 1'], -2]);
  });
});

it.each<[string, AggregateOptions]>([
  ['size', { mode: 'rounds', size: 0 }],
  ['size', { mode: 'buffered', size: 2, robust: 'median' }],
  ['trim', { mode: 'buffered', size: 3, robust: 'trimmed-mean', trim: 0.5 }],
  ['maxStaleness', { mode: 'async', maxStaleness: -1 }],
  ['discount', { mode: 'async', discount: Number.NaN }],
  ['clipNorm', { mode: 'async', clipNorm: 0 }],
  ['timeout', { mode: 'rounds', size: 3, timeout: 0 }],
  ['minimum', { mode: 'rounds', size: 3, minimum: 4 }],
])('refuses a %s that cannot be', (name, options) => {
  expect(() => aggregate(options)).toThrow(new RegExp(`aggregate: ${name} must be`));
});
