import { logLoss, sequential, sgd, sparseLinear } from '@rxgrad/model';
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
import type { Predict } from '@rxgrad/wire';
import { expect, onTestFinished, test } from 'vitest';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

const ask = (over: Partial<Predict>): Predict => ({
  op: 'predict',
  request: 1,
  run: 'sparse',
  n: 2,
  x: Float32Array.of(1, -1, 1),
  indices: Uint32Array.of(5, 70, 5),
  rows: Uint32Array.of(0, 2, 3),
  ...over,
});

async function setUp() {
  const model = sequential({ inputs: 128, seed: 1 }, sparseLinear(1));
  const fed = inbox();
  const update$ = stream(fed).pipe(
    batch(1),
    forward(model),
    loss(logLoss),
    gradient(),
    updateWeights(sgd({ learningRate: 1 })),
  );
  const run = train({ name: 'sparse', model, update$, inbox: fed });
  onTestFinished(() => fed.close());
  const { server, url } = await start({}, { maxSamples: 4 });
  server.add(run);
  return { run, client: await RawClient.connect(url) };
}

test('PREDICT is answered row by row, after the link, as the run predicts', async () => {
  const { run, client } = await setUp();
  client.send(ask({}));
  const { request, version, output } = await client.next('prediction');
  const rows = [
    { indices: Uint32Array.of(5, 70), values: Float32Array.of(1, -1) },
    { indices: Uint32Array.of(5), values: Float32Array.of(1) },
  ];
  expect([request, version]).toEqual([1, 0]);
  expect([...output]).toEqual(rows.flatMap((row) => [...run.predict(row)]));
  client.send({ op: 'predict', request: 2, run: 'sparse', n: 1, x: new Float32Array(128) });
  expect((await client.next('prediction')).output.length).toBe(1);
});

test.each<[string, Partial<Predict>, string]>([
  ['more rows than a frame may have', { n: 5 }, 'limit'],
  ['no rows', { n: 0 }, 'limit'],
  ['row offsets that do not fit', { rows: Uint32Array.of(0, 3) }, 'bad-request'],
  ['a feature that is not there', { indices: Uint32Array.of(5, 700, 5) }, 'bad-request'],
  ['a value that is not finite', { x: Float32Array.of(1, NaN, 1) }, 'bad-request'],
  ['an unknown run', { run: 'none' }, 'unknown-run'],
])('PREDICT with %s is refused', async (_what, over, code) => {
  const { client } = await setUp();
  client.send(ask(over));
  expect(await client.next('error')).toMatchObject({ reference: 1, code, temporary: false });
  await client.roundTrip();
});

test('PREDICT tells nobody what a pipeline of one’s own has thrown', async () => {
  const { url, run } = await start();
  Object.defineProperty(run.run, 'predict', {
    value: () => {
      throw new Error('cannot read /home/ada/prices.csv');
    },
  });
  const client = await RawClient.connect(url);
  client.send({ op: 'predict', request: 1, run: 'made', n: 1, x: Float32Array.of(1) });
  const error = await client.next('error');
  expect(error).toMatchObject({ reference: 1, code: 'internal', temporary: false });
  expect(error.message).not.toContain('ada');
});
