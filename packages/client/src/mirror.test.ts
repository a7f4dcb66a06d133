import { dense, relu, sequential, ShapeError, type Model } from '@rxgrad/model';
import { StandardScaler } from '@rxgrad/online';
import { TierEncoder, type Schema } from '@rxgrad/wire';
import { describe, expect, it } from 'vitest';
import { Recorder, withPeer } from '../testing/harness.ts';
import { ConnectionError, SchemaMismatchError, UnsupportedError } from './errors.ts';

const setup = withPeer();

const network = (seed: number): Model =>
  sequential({ inputs: 3, seed }, dense(4), relu(), dense(1));

function schemaOf(model: Model, more: Partial<Schema> = {}): Schema {
  const { hash, inputs, outputs, layers, tensors } = model.schema();
  return {
    op: 'schema',
    run: 'net',
    hash,
    inputs,
    outputs,
    layers,
    tensors: tensors.map((tensor, id) => ({ id, ...tensor })),
    ...more,
  };
}

/** What SCHEMA says of a run that standardizes three features. */
const scaled: Partial<Schema> = {
  preprocessing: [{ type: 'standardScaler' }],
  state: [
    { name: 'preprocessing.0.count', dtype: 'f64', length: 1, offset: 0 },
    { name: 'preprocessing.0.mean', dtype: 'f64', length: 3, offset: 2 },
    { name: 'preprocessing.0.variance', dtype: 'f64', length: 3, offset: 8 },
  ],
};

const tierOf = (model: Model): TierEncoder =>
  new TierEncoder({ stream: 7, epoch: 1, weights: model.data, version: 0 });

describe('mirror', () => {
  it('predicts what the run’s model predicts, and keeps in step', async () => {
    const model = network(1);
    const tier = tierOf(model);
    const waiting = setup.client().mirror('net');
    await setup.peer.confirm(7);
    setup.peer.send(schemaOf(model), ...tier.snapshot());
    const mirror = await waiting;
    const x = [0.3, -1, 2];
    expect([mirror.run, mirror.epoch, mirror.version, mirror.verified]).toEqual(['net', 1, 0, 1]);
    expect(mirror.predict(x)).toEqual(model.predictOne(x));
    const versions = new Recorder(mirror.version$);
    model.data.set(network(2).data);
    setup.peer.send(...tier.tick(model.data, 1));
    await versions.count(2);
    expect(mirror.predict(x)).toEqual(model.predictOne(x));
    expect(mirror.model.data).toEqual(model.data);
    mirror.close();
    await setup.peer.next('unsubscribe');
    expect(versions.completed).toBe(true);
    expect(mirror.predict(x)).toEqual(model.predictOne(x));
  });

  it('predicts after the link of the loss', async () => {
    const model = network(1);
    const waiting = setup.client().mirror('net');
    await setup.peer.confirm(7);
    setup.peer.send(schemaOf(model, { loss: 'logLoss' }), ...tierOf(model).snapshot());
    const mirror = await waiting;
    const [logit = NaN] = model.predictOne([1, 2, 3]);
    expect(mirror.predict([1, 2, 3])[0]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 6);
  });

  it('prepares features by what the run has learned, and follows it', async () => {
    const model = network(1);
    const scaler = new StandardScaler(3);
    const waiting = setup.client().mirror('net');
    const words = (): Float32Array => {
      const numbers = [scaler.count, ...scaler.mean, ...scaler.variance];
      const state = new Float32Array(Float64Array.from(numbers).buffer);
      return Float32Array.from([...model.data, ...state]);
    };
    expect((await setup.peer.confirm(7)).state).toBe(true);
    const tier = new TierEncoder({ stream: 7, epoch: 1, weights: words(), version: 0, words: 14 });
    setup.peer.send(schemaOf(model, scaled), ...tier.snapshot());
    const mirror = await waiting;
    expect(mirror.predict([1, 2, 3])).toEqual(model.predictOne([0, 0, 0]));
    for (const x of [
      [1, 2, 3],
      [3, 5, -1],
    ])
      scaler.learnOne(x);
    const versions = new Recorder(mirror.version$);
    setup.peer.send(...tier.tick(words(), 1));
    await versions.count(2);
    expect(mirror.predict([7, 8, 9])).toEqual(model.predictOne(scaler.transformOne([7, 8, 9])));
    expect(() =>
      mirror.predict({ indices: new Uint32Array(0), values: new Float32Array(0) }),
    ).toThrow(ShapeError);
  });

  it.each<[string, Partial<Schema>, number]>([
    ['parts that are missing', { ...scaled, state: [] }, 0],
    ['numbers that cannot be', scaled, 14],
  ])('rejects what a scaler is said to have learned with %s', async (_, more, length) => {
    const model = network(1);
    const waiting = setup.client().mirror('net');
    waiting.catch(() => {});
    await setup.peer.confirm(7);
    const weights = Float32Array.from([...model.data, ...new Float32Array(length).fill(-1)]);
    const tier = new TierEncoder({ stream: 7, epoch: 1, weights, version: 0, words: length });
    setup.peer.send(schemaOf(model, more), ...tier.snapshot());
    await expect(waiting).rejects.toThrow(SchemaMismatchError);
  });

  it('tells its lag behind the run’s metrics', async () => {
    const model = network(1);
    const waiting = setup.client().mirror('net');
    await setup.peer.confirm(7);
    setup.peer.send(schemaOf(model), ...tierOf(model).snapshot());
    const lag = new Recorder((await waiting).lag$);
    await setup.peer.confirm(8);
    const columns = [Float64Array.of(1), Float64Array.of(5)];
    const names = ['step', 'version'];
    setup.peer.send({ op: 'metrics', stream: 8, first: 1, merged: false, names, columns });
    expect(await lag.count(1)).toEqual([5]);
    lag.stop();
  });

  it.each<[string, Partial<Schema>, new (message: string) => Error]>([
    ['no layers', { layers: [] }, UnsupportedError],
    ['a layer nobody knows', { layers: [{ type: 'magic', name: 'm' }] }, SchemaMismatchError],
    ['a hash that is not its own', { hash: 'x' }, SchemaMismatchError],
    ['a loss nobody knows', { loss: 'regret' }, UnsupportedError],
  ])('rejects a schema with %s', async (_, more, Type) => {
    const model = network(1);
    const waiting = setup.client().mirror('net');
    waiting.catch(() => {});
    await setup.peer.confirm(7);
    setup.peer.send(schemaOf(model, more), ...tierOf(model).snapshot());
    await expect(waiting).rejects.toThrow(Type);
    await setup.peer.next('unsubscribe');
  });

  it('rejects when the client is closed before there are weights', async () => {
    const client = setup.client();
    const waiting = client.mirror('net');
    await Promise.all([expect(waiting).rejects.toThrow(ConnectionError), client.close()]);
  });
});
