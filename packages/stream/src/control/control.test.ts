import { type Sample, adam, constant, dense, sequential, sgd, squaredError } from '@rxgrad/model';
import { Random, StandardScaler, metrics, schedules } from '@rxgrad/online';
import { ManualClock } from '@rxgrad/testkit';
import { Subject, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ControlError,
  type Run,
  type RunEvent,
  batch,
  evaluate,
  forward,
  gradient,
  inbox,
  loss,
  standardize,
  stream,
  train,
  updateWeights,
} from '../index.ts';
import { Brake } from './brake.ts';

const SLICE = 6;

/** y = 2·x, for ever. */
function* doubles(): Generator<Sample> {
  for (let i = 0; ; i += 1) yield { x: [(i % 7) / 7], y: (2 * (i % 7)) / 7 };
}

/** A run at a sample a millisecond, on a clock of its own. */
function start({ optimizer = sgd({ learningRate: 0.1 }), size = 1, rate = 1_000 } = {}) {
  const clock = new ManualClock();
  const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(0) }));
  const scaler = new StandardScaler();
  const mae = metrics.mae();
  const update$ = stream(doubles(), { rate, clock }).pipe(
    standardize(scaler),
    batch(size),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(optimizer),
    evaluate({ mae }),
  );
  const run = train({ name: 'control', model, update$ });
  const events: RunEvent[] = [];
  run.event$.subscribe((event) => events.push(event));
  const told = () => events.map(({ code }) => code);
  return { clock, model, run, scaler, mae, optimizer, events, told };
}

describe('pausing', () => {
  it('holds the stream on the spot, and loses nothing', () => {
    const { clock, model, run, told } = start();
    clock.advance(50);
    run.pause();
    const { version } = model;
    expect(version).toBeGreaterThan(40);
    clock.advance(10_000);
    expect([model.version, run.paused, run.state]).toEqual([version, true, 'running']);
    run.resume();
    clock.advance(50);
    expect(run.paused).toBe(false);
    expect(model.version - version).toBeGreaterThan(40);
    expect(model.version - version).toBeLessThanOrEqual(60);
    expect(told()).toEqual(['started', 'paused', 'resumed']);
    run.stop();
  });

  it('is the same run, bit for bit, as one that was never paused', () => {
    const [one, two] = [start(), start()];
    one.clock.advance(20);
    one.run.pause();
    one.clock.advance(500);
    one.run.resume();
    for (const { run, model, clock } of [one, two]) {
      void run.step(100 - model.version);
      clock.advance(200);
    }
    expect([one.model.version, two.model.version]).toEqual([100, 100]);
    expect(one.model.data).toEqual(two.model.data);
    for (const { run } of [one, two]) run.stop();
  });

  it('takes effect between two items of one slice', async () => {
    const { model, update$, clock } = flatOut();
    const run: Run = train({ name: 'flat out', model, update$ });
    run.update$.subscribe(({ version }) => {
      if (version === 300) run.pause();
    });
    clock.advance(SLICE);
    await settled();
    clock.advance(SLICE);
    expect(model.version).toBe(300);
    run.stop();
  });

  it('keeps what is fed waiting', async () => {
    const fed = inbox({ capacity: 2 });
    const model = sequential({ inputs: 1 }, dense(1));
    const update$ = stream(fed).pipe(
      batch(1),
      forward(model),
      loss(squaredError),
      gradient(),
      updateWeights(sgd()),
    );
    const run = train({ name: 'fed', model, update$, inbox: fed });
    run.pause();
    const fates: unknown[] = [];
    fed.offer({ x: [1], y: 1 }, (fate) => fates.push(fate));
    await settled();
    expect([fates, model.version]).toEqual([[], 0]);
    run.resume();
    await expect.poll(() => fates).toEqual([{ status: 'applied', version: 1 }]);
    run.stop();
  });

  it('lasts when the source ends meanwhile: what was gathered is learned later', async () => {
    const fed = inbox();
    const model = sequential({ inputs: 1 }, dense(1));
    const clock = new ManualClock();
    const update$ = stream(fed, { clock }).pipe(
      batch(3),
      forward(model),
      loss(squaredError),
      gradient(),
      updateWeights(sgd()),
    );
    const run = train({ name: 'fed', model, update$, inbox: fed });
    const goOn = async (): Promise<void> => {
      for (let i = 0; i < 3; i += 1) {
        clock.advance(SLICE);
        await settled();
      }
    };
    fed.offer({ x: [1], y: 1 }, () => {});
    await goOn();
    run.pause();
    fed.close();
    await goOn();
    expect([run.state, model.version]).toEqual(['running', 0]);
    run.resume();
    await goOn();
    expect([run.state, model.version]).toEqual(['completed', 1]);
  });

  it('needs a source that can wait, and a run that is not over', () => {
    const samples = new Subject<Sample>();
    const { model } = start();
    const update$ = samples.pipe(
      batch(1),
      forward(model),
      loss(squaredError),
      gradient(),
      updateWeights(sgd()),
    );
    const pushed = train({ name: 'pushed', model, update$ });
    expect(() => pushed.pause()).toThrow(/stream\(/);
    pushed.stop();
    expect(faultOf(() => pushed.resume())).toBe('state');
    expect(() => pushed.set({ learningRate: 1 })).toThrow(/stopped/);
  });
});

describe('stepping', () => {
  it('makes so many updates, whatever a batch is, then pauses', async () => {
    const { clock, model, run } = start({ size: 3 });
    run.pause();
    const done = run.step(2);
    clock.advance(100);
    await done;
    expect([model.version, run.progress().samples, run.paused]).toEqual([2, 6, true]);
    clock.advance(100);
    expect(model.version).toBe(2);
    run.stop();
  });

  it('adds up, and is over when the run is resumed, paused or stopped', async () => {
    const { clock, model, run } = start();
    const [one, three] = [run.step(), run.step(3)];
    clock.advance(100);
    await Promise.all([one, three]);
    expect(model.version).toBe(4);
    const resumed = run.step(1_000);
    run.resume();
    await resumed;
    const paused = run.step(1_000);
    run.pause();
    await paused;
    const stopped = run.step(1_000);
    run.stop();
    await stopped;
  });

  it('holds every source again when the first to go on makes the last update', () => {
    const brake = new Brake();
    const done: string[] = [];
    brake.add({ hold: () => done.push('hold one'), release: () => brake.updated(1) });
    brake.add({ hold: () => done.push('hold two'), release: () => done.push('release two') });
    void brake.step(1);
    expect([brake.held, done]).toEqual([true, ['hold one', 'hold two']]);
  });

  it.each([0, 1.5, -1, Number.NaN])('refuses %d', (n) => {
    const { run } = start();
    expect(faultOf(() => run.step(n))).toBe('invalid');
    run.stop();
  });
});

describe('setting a hyperparameter', () => {
  it('holds from the next update on, and is told with its version', () => {
    const { clock, run, model, events } = start();
    clock.advance(10);
    const { version } = model;
    run.set({ learningRate: 0.0625 }, { by: 'ada' });
    clock.advance(10);
    expect(run.progress().learningRate).toBe(0.0625);
    const told = events.at(-1);
    expect(told).toMatchObject({ code: 'hyperparameter', step: version });
    expect(told?.detail).toContain(
      `0.0625 from the next step on, after version ${version}, by ada`,
    );
    run.stop();
  });

  it('reaches an optimizer that follows an Observable, until that emits again', () => {
    const rate$ = new Subject<number>();
    const { clock, run } = start({ optimizer: sgd({ learningRate: rate$ }) });
    run.set({ learningRate: 0.5 });
    clock.advance(10);
    expect(run.progress().learningRate).toBe(0.5);
    rate$.next(0.25);
    clock.advance(10);
    expect(run.progress().learningRate).toBe(0.25);
    run.stop();
  });

  it('refuses what is unknown or cannot be, and changes nothing', () => {
    const { run, optimizer } = start();
    expect(faultOf(() => run.set({ learningRate: 1, momentun: 1 }))).toBe('unknown');
    expect(() => run.set({ momentun: 1 })).toThrow(/known are: learningRate/);
    expect(faultOf(() => run.set({ learningRate: -1 }))).toBe('invalid');
    expect(optimizer.valueAt('learningRate', 0)).toBe(0.1);
    run.stop();
  });
});

describe('a checkpoint', () => {
  it('brings back weights, slots, schedules, hyperparameters, scalers and metrics', () => {
    const learningRate = schedules.exponential({ initial: 0.1, factor: 0.99 });
    const { clock, model, run, scaler, mae, told } = start({ optimizer: adam({ learningRate }) });
    clock.advance(50);
    const before = [model.snapshot(), scaler.snapshot(), mae.snapshot()];
    const kept = run.checkpoint('good');
    expect(kept).toEqual({ name: 'good', version: model.version, epoch: 0, step: model.version });
    clock.advance(50);
    run.set({ learningRate: 7 });
    clock.advance(50);
    const { step } = run.progress();
    expect(run.rollback('good')).toEqual(kept);
    expect([model.snapshot(), scaler.snapshot(), mae.snapshot()]).toEqual(before);
    expect([model.version, model.epoch, run.progress().step]).toEqual([kept.version, 1, step]);
    void run.step();
    clock.advance(10);
    expect(run.progress().learningRate).toBe(learningRate.at(kept.version));
    expect(told().slice(1)).toEqual(['checkpoint', 'hyperparameter', 'rollback', 'stepping']);
    run.stop();
  });

  it('holds what is of one’s own, where train is told', async () => {
    const random = new Random(1);
    const model = sequential({ inputs: 1 }, dense(1));
    const update$ = of({ x: [1], y: 2 }).pipe(
      batch(1),
      forward(model),
      loss(squaredError),
      gradient(),
      updateWeights(sgd()),
    );
    const run = train({ name: 'own', model, update$, state: [random] });
    await run.done;
    run.checkpoint('here');
    const drawn = [random.uniform(), random.uniform()];
    run.rollback('here');
    expect([random.uniform(), random.uniform()]).toEqual(drawn);
  });

  it('is found by name or version; the last of a name counts, and 16 are kept', () => {
    const { clock, model, run } = start();
    run.checkpoint();
    expect(run.checkpoints).toMatchObject([{ name: 'v0', version: 0 }]);
    for (let i = 0; i < 20; i += 1) {
      clock.advance(5);
      run.checkpoint(i % 2 === 0 ? `n${i}` : 'odd');
    }
    expect(run.checkpoints.map(({ name }) => name)).toContain('odd');
    expect(run.checkpoints.length).toBeLessThanOrEqual(16);
    const { version } = run.checkpoint('here');
    clock.advance(10);
    run.rollback(version);
    expect([model.version, run.progress().version]).toEqual([version, version]);
    run.stop();
  });

  it('can be gone back to more than once, also after the run has ended', async () => {
    const { clock, model, run } = start();
    clock.advance(10);
    const { version } = run.checkpoint('good');
    const weights = model.data.slice();
    clock.advance(10);
    run.rollback('good');
    clock.advance(10);
    run.stop();
    await run.done;
    run.rollback('good');
    expect([model.version, model.epoch, model.data]).toEqual([version, 2, weights]);
  });

  it('that is not there is named, with those that are', () => {
    const { run } = start();
    run.checkpoint('one');
    expect(() => run.rollback('two')).toThrow(/"two"; there are: one/);
    expect(faultOf(() => run.rollback(17))).toBe('unknown');
    expect(faultOf(() => run.checkpoint(''))).toBe('invalid');
    run.stop();
  });
});

/** As fast as can be, on a clock that stands still meanwhile. */
function flatOut() {
  const clock = new ManualClock();
  const model = sequential({ inputs: 1 }, dense(1));
  const update$ = stream(doubles(), { clock }).pipe(
    batch(1),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(sgd({ learningRate: 0.01 })),
  );
  return { clock, model, update$ };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function faultOf(steer: () => unknown): string | undefined {
  try {
    void steer();
  } catch (error) {
    if (error instanceof ControlError) return error.fault;
    throw error;
  }
  return undefined;
}
