import {
  type Layer,
  type Sample,
  dense,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
} from '@rxgrad/model';
import { type OperatorFunction, pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  type Update,
  batch,
  forward,
  gradient,
  inbox,
  learn,
  loss,
  standardize,
  stream,
  train,
  updateWeights,
} from './index.ts';

/** What a stream of parsed lines may hold, whatever its type says. */
const noSamples: readonly unknown[] = [
  undefined,
  null,
  5,
  {},
  { x: [1] },
  { y: 1 },
  { x: null, y: 1 },
  { x: [1], y: null },
  { x: 7, y: 1 },
  { x: {}, y: 1 },
  { x: { values: [1] }, y: 1 },
  { x: [1], y: 'one' },
];

const sound: Sample = { x: [1], y: 1 };
const options = { loss: squaredError, optimizer: sgd() };
const modelOf = (layer: Layer) => sequential({ inputs: 1, seed: 1 }, layer);
type Model = ReturnType<typeof modelOf>;

const pipelines: Readonly<Record<string, (model: Model) => OperatorFunction<Sample, Update>>> = {
  learn: (model) => learn(model, options),
  stages: (model) =>
    pipe(batch(1), forward(model), loss(squaredError), gradient(), updateWeights(sgd())),
  standardize: (model) => pipe(standardize(), learn(model, options)),
};

describe.each(Object.keys(pipelines))('what is no sample is put aside by %s', (name) => {
  it.each([dense, sparseLinear])('before a %o', async (layer) => {
    const model = modelOf(layer(1));
    const source = [...noSamples, sound] as readonly Sample[];
    const update$ = stream(source).pipe((pipelines[name] as (typeof pipelines)[string])(model));
    const run = train({ name, model, update$ });
    expect(await run.done).toEqual({ state: 'completed' });
    expect(run.progress()).toMatchObject({ rejected: noSamples.length, samples: 1, version: 1 });
  });
});

describe('what is no sample hears so from an inbox', () => {
  const offers = noSamples.filter((each) => each !== undefined && each !== null);

  it.each(['samples', 'blocks'])('of %s', async (how) => {
    const fed = inbox();
    const model = modelOf(dense(1));
    const update$ =
      how === 'blocks'
        ? stream(fed.blocks()).pipe(learn(model, options))
        : stream(fed).pipe(learn(model, options));
    const run = train({ name: how, model, update$, inbox: fed });
    const fates: string[] = [];
    for (const each of [...offers, sound] as readonly unknown[] as readonly Sample[]) {
      fed.offer(each, ({ status }) => fates.push(status));
    }
    fed.close();
    expect(await run.done).toEqual({ state: 'completed' });
    expect(fates.filter((fate) => fate === 'rejected')).toHaveLength(offers.length);
    expect(fates.filter((fate) => fate === 'applied')).toHaveLength(1);
  });
});
