import {
  connect,
  ControlError,
  RefusedError,
  UnknownRunError,
  type Client,
  type ConnectOptions,
} from '@rxgrad/client';
import { Batch, sgd, squaredError } from '@rxgrad/model';
import {
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  take,
  tap,
  toArray,
  type Observable,
} from 'rxjs';
import type { Question } from './contract-host.ts';
import { sample, samples } from './contract-samples.ts';

/** Where a case runs: what it connects with, and a line to the server's side of the test. */
export interface World {
  readonly url: string;
  /** What the platform lacks. */
  readonly options: ConnectOptions;
  readonly ask: (question: Question, argument?: unknown) => Promise<unknown>;
}

type Case = (client: Client, world: World) => Promise<void>;

/** What every client does, whatever the platform and its WebSocket. A case fails by throwing. */
export const cases: Readonly<Record<string, Case>> = {
  'has the weights, bit for bit, in every encoding': async (client, { ask }) => {
    const all = (['f32', 'f16', 'int8', 'topk'] as const).map((encoding) =>
      collect(client.weights$('run', { encoding })),
    );
    await lastValueFrom(client.feed('run', samples(200)));
    const exact = await ask('weights');
    for (const weights of all) {
      await until(() => isSame([...(weights.at(-1)?.data ?? [])], exact));
    }
  },

  'mirrors the run: predicts the same from features as they are': async (client, { ask }) => {
    const mirror = await client.mirror('run');
    await lastValueFrom(client.feed('run', samples(150)));
    await reaches(mirror.version$, 150);
    for (const { x } of samples(10, 500)) same([...mirror.predict(x)], await ask('predict', x));
    same((await firstValueFrom(mirror.verified$)) > 0, true);
    same(await firstValueFrom(mirror.lag$.pipe(filter((lag) => lag === 0))), 0);
  },

  'hears metrics, events and predictions': async (client) => {
    const rows = collect(client.metrics$('run'));
    const events = collect(client.events$('run'));
    const predictions = collect(client.predictions$('run', { mode: 'all' }));
    await client.ping();
    await lastValueFrom(client.feed('run', samples(100)));
    await until(() => rows.flatMap((batch) => batch.rows).at(-1)?.step === 100);
    await until(() => predictions.flatMap((batch) => batch.predictions).length === 100);
    const told = predictions.flatMap((batch) => batch.predictions);
    same(
      told.map(({ sample: number, label }) => [number, label]),
      samples(100).map(({ y }, n) => [n, y]),
    );
    same(events[0]?.code, 'started');
  },

  'feeds samples, of which each has its fate': async (client, { ask }) => {
    const bad = { x: [1, 2], y: 1 };
    const made = [...samples(300), bad, ...samples(10)];
    const fates = await lastValueFrom(client.feed('run', made).pipe(toArray()));
    same(
      fates.map(({ index, status }) => [index, status]),
      made.map((each, n) => [n, each === bad ? 'rejected' : 'applied']),
    );
    same(await ask('version'), 310);
  },

  'asks for predictions': async (client, { ask }) => {
    await lastValueFrom(client.feed('run', samples(20)));
    for (const { x } of samples(3, 50)) {
      same([...(await client.predict('run', x))], await ask('predict', x));
    }
    await throws(RefusedError, client.predict('run', [1]));
    await throws(UnknownRunError, client.predict('none', [1]));
  },

  'loses and doubles nothing when it is cut': async (client, { ask }) => {
    const states = collect(client.state$);
    const versions = collect(client.weights$('run', { mode: 'all' }));
    const steps = collect(client.metrics$('run'));
    await until(() => versions.length === 1);
    for (let round = 0; round < 3; round += 1) {
      const fed = lastValueFrom(client.feed('run', samples(100, 100 * round)).pipe(toArray()));
      await ask('cut');
      same((await fed).length, 100);
    }
    await until(() => versions.at(-1)?.version === 300);
    const seen = versions.map(({ version }) => version);
    same(
      seen,
      Array.from({ length: 301 }, (_, version) => version),
    );
    await until(() => steps.flatMap((batch) => batch.rows).at(-1)?.step === 300);
    const told = steps.flatMap((batch) => batch.rows.map((row) => row.step));
    same(
      told,
      [...new Set(told)].toSorted((a, b) => a - b),
    );
    same(states.includes('reconnecting'), true);
    await until(async () => (await ask('connections')) === 1);
  },

  'follows a rollback': async (client, { ask }) => {
    const mirror = await client.mirror('run');
    await lastValueFrom(client.feed('run', samples(50)));
    await ask('checkpoint');
    await lastValueFrom(client.feed('run', samples(50, 50)));
    await reaches(mirror.version$, 100);
    const { epoch } = mirror;
    await ask('rollback');
    await reaches(mirror.version$, 50);
    same(mirror.epoch > epoch, true);
    same([...mirror.predict(sample(7).x)], await ask('predict', sample(7).x));
  },

  'contributes what it learned, also when it is cut': async (client, { ask }) => {
    const optimizer = sgd({ learningRate: 0.1 });
    const results = await lastValueFrom(
      client
        .contribute('together', samples(40), {
          compress: 'int8',
          localSteps: 4,
          pipeline: (model) =>
            map((one) => {
              const gradient = model.forward(Batch.one(one)).loss(squaredError).gradient();
              return gradient.clipNorm(1).update(optimizer);
            }),
        })
        .pipe(
          tap(({ index }) => {
            if (index % 3 === 1) void ask('cut');
          }),
          toArray(),
        ),
    );
    same(
      results.map(({ index, status, version, size }) => [index, status, version, size]),
      results.map((_, n) => [n, 'applied', n + 1, 4]),
    );
    const latest = await firstValueFrom(client.weights$('together'));
    same([latest.version, [...latest.data]], [10, await ask('together')]);
  },

  'steers a run, and hears of it': async (client, { ask }) => {
    const control = client.control('run');
    const events = collect(client.events$('run'));
    await lastValueFrom(client.feed('run', samples(20)));
    const { version, epoch } = await control.pause();
    await control.checkpoint('good');
    const fed = lastValueFrom(client.feed('run', samples(5, 20)));
    const stepped = await control.step(3);
    same([version, stepped.version, await ask('version')], [20, 23, 23]);
    await throws(ControlError, control.set({ learningRate: 1 }, { ifVersion: 22 }));
    await throws(ControlError, control.set({ momentum: 1 }));
    same((await control.rollback('good')).epoch, epoch + 1);
    await control.set({ learningRate: 0.01 });
    await control.resume();
    await fed;
    same(await ask('version'), 22);
    const codes = events.map(({ code }) => code);
    const steps = ['paused', 'checkpoint', 'stepping', 'rollback', 'hyperparameter', 'resumed'];
    same(
      codes.filter((code) => steps.includes(code)),
      steps,
    );
  },

  'shares one socket, and ends all at once': async (client, { ask }) => {
    const ended: string[] = [];
    const streams: Record<string, Observable<unknown>> = {
      weights: client.weights$('run'),
      tensors: client.weights$('run', { tensors: ['dense.bias'], maxHz: 5 }),
      metrics: client.metrics$('run'),
      state: client.state$,
    };
    for (const [name, stream$] of Object.entries(streams)) {
      stream$.subscribe({ complete: () => ended.push(name) });
    }
    await throws(UnknownRunError, firstValueFrom(client.metrics$('none')));
    await firstValueFrom(client.weights$('run').pipe(take(1)));
    same(await ask('connections'), 1);
    await client.close();
    same(ended.toSorted(), Object.keys(streams).toSorted());
  },
};

/** Runs one case with a client of its own. */
export async function runCase(name: string, world: World): Promise<void> {
  const client = connect(world.url, { backoff: { initial: 5, max: 20 }, ...world.options });
  try {
    await (cases[name] as Case)(client, world);
  } finally {
    await client.close();
  }
}

function collect<T>(source: Observable<T>): T[] {
  const values: T[] = [];
  source.subscribe({ next: (value) => values.push(value), error: () => {} });
  return values;
}

function reaches(version$: Observable<number>, version: number): Promise<number> {
  return firstValueFrom(version$.pipe(filter((now) => now === version)));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function same(actual: unknown, expected: unknown): void {
  if (isSame(actual, expected)) return;
  throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function throws(
  type: new (...given: never[]) => Error,
  promise: Promise<unknown>,
): Promise<void> {
  const outcome = await promise.catch((error: unknown) => error);
  if (!(outcome instanceof type)) throw new Error(`expected ${type.name}, got ${String(outcome)}`);
}
