import { ERRORS, TierEncoder, decode, type Delta, type Metrics, type Schema } from '@rxgrad/wire';
import { describe, expect, it } from 'vitest';
import { Recorder, when, withPeer } from '../testing/harness.ts';
import { ProtocolError, UnknownRunError, UnsupportedError } from './errors.ts';

const setup = withPeer();

const schema: Schema = {
  op: 'schema',
  run: 'cake',
  hash: 'h1',
  inputs: 3,
  outputs: 1,
  layers: [],
  tensors: [
    { id: 0, name: 'w', shape: [3, 1], dtype: 'f32', offset: 0 },
    { id: 1, name: 'b', shape: [1], dtype: 'f32', offset: 3 },
  ],
};
const at = (version: number): Float32Array => new Float32Array(4).fill(version);
const tier = (stream = 7): TierEncoder =>
  new TierEncoder({ stream, epoch: 1, weights: at(0), version: 0 });

function rows(stream: number, ...steps: number[]): Metrics {
  return {
    op: 'metrics',
    stream,
    first: steps[0] ?? 0,
    merged: false,
    names: ['step', 'version', 'samples', 'rejected', 'loss', 'learningRate', 'mae'],
    columns: Array.from({ length: 7 }, (_, column) =>
      Float64Array.from(steps, (step) => step + column / 10),
    ),
  };
}

describe('metrics$', () => {
  it('subscribes when it is subscribed to, and gives rows by name', async () => {
    const metrics = new Recorder(setup.client().metrics$('cake'));
    const asked = await setup.peer.confirm(3);
    expect(asked).toMatchObject({ run: 'cake', channel: 'metrics', mode: 'latest', maxHz: 0 });
    setup.peer.send(rows(3, 1));
    const [batch] = await metrics.count(1);
    expect(batch).toEqual({
      run: 'cake',
      merged: false,
      rows: [
        {
          step: 1,
          version: 1.1,
          samples: 1.2,
          rejected: 1.3,
          loss: 1.4,
          learningRate: 1.5,
          metrics: { mae: 1.6 },
        },
      ],
    });
    metrics.stop();
    expect(await setup.peer.next('unsubscribe')).toEqual({ op: 'unsubscribe', id: asked.id });
  });

  it('shares one subscription; who comes late gets what is past', async () => {
    const client = setup.client();
    const early = new Recorder(client.metrics$('cake'));
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 1, 2), rows(3, 3));
    await early.count(2);
    const late = new Recorder(client.metrics$('cake'));
    expect(late.values.map((batch) => batch.rows.map((row) => row.step))).toEqual([[1, 2, 3]]);
    expect(setup.peer.pending('subscribe')).toBe(0);
    early.stop();
    setup.peer.send(rows(3, 4));
    await late.count(2);
    late.stop();
    await setup.peer.next('unsubscribe');
  });

  it('goes on after a reconnect without losing or doubling a row', async () => {
    const metrics = new Recorder(setup.client().metrics$('cake'));
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 1, 2));
    await metrics.count(1);
    setup.peer.cut();
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 1, 2, 3), rows(3, 4));
    await metrics.count(3);
    const steps = metrics.values.flatMap((batch) => batch.rows.map((row) => row.step));
    expect(steps).toEqual([1, 2, 3, 4]);
  });

  it('starts over when the server has', async () => {
    const metrics = new Recorder(setup.client().metrics$('cake'));
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 100));
    await metrics.count(1);
    setup.peer.cut();
    await setup.peer.confirm(3, { epoch: 2 });
    setup.peer.send(rows(3, 1));
    expect((await metrics.count(2))[1]?.rows[0]?.step).toBe(1);
  });

  it('goes on after a RESET, and tells again only steps that are made again', async () => {
    const metrics = new Recorder(setup.client().metrics$('cake'));
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 1, 2, 3));
    setup.peer.send({ op: 'reset', stream: 3, epoch: 2, reason: 'restore' }, rows(3, 1, 2, 3, 4));
    setup.peer.send({ op: 'reset', stream: 3, epoch: 3, reason: 'rollback' }, rows(3, 1, 2));
    setup.peer.send(rows(3, 3));
    await metrics.count(3);
    const steps = metrics.values.flatMap((batch) => batch.rows.map((row) => row.step));
    expect(steps).toEqual([1, 2, 3, 4, 3]);
  });

  it('fails with an UnknownRunError, and can be asked again', async () => {
    const client = setup.client();
    for (let time = 0; time < 2; time += 1) {
      const metrics = new Recorder(client.metrics$('cke'));
      const { id } = await setup.peer.next('subscribe');
      const message = 'no run "cke" here';
      const code = ERRORS.unknownRun;
      setup.peer.send({ op: 'error', reference: id, code, temporary: false, message });
      expect(await metrics.end()).toBeInstanceOf(UnknownRunError);
    }
  });

  it('asks again after a temporary refusal', async () => {
    const metrics = new Recorder(setup.client({ random: () => 0 }).metrics$('cake'));
    const { id } = await setup.peer.next('subscribe');
    const refusal = { code: ERRORS.limit, temporary: true, message: 'later' };
    setup.peer.send({ op: 'error', reference: id, ...refusal });
    await setup.peer.confirm(3);
    setup.peer.send(rows(3, 1));
    await metrics.count(1);
  });

  it('ends the connection at columns that do not fit', async () => {
    const metrics = new Recorder(setup.client().metrics$('cake'));
    await setup.peer.confirm(3);
    setup.peer.send({ ...rows(3, 1), names: ['step'] });
    expect(await metrics.end()).toBeInstanceOf(ProtocolError);
  });

  it('completes when the client is closed', async () => {
    const client = setup.client();
    const metrics = new Recorder(client.metrics$('cake'));
    await setup.peer.confirm(3);
    await client.close();
    expect(metrics.completed).toBe(true);
    expect(new Recorder(client.metrics$('other')).completed).toBe(true);
  });
});

describe('events$', () => {
  it('gives each event once, in order, also after a reconnect', async () => {
    const client = setup.client();
    const events = new Recorder(client.events$('cake'));
    const event = (sequence: number) =>
      ({
        op: 'event',
        stream: 5,
        sequence,
        level: 'info',
        code: 'c',
        step: 1,
        detail: '',
      }) as const;
    await setup.peer.confirm(5);
    setup.peer.send(event(0), event(1));
    await events.count(2);
    setup.peer.cut();
    await setup.peer.confirm(5);
    setup.peer.send(event(0), event(1), event(2));
    await events.count(3);
    expect(events.values.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    const late = new Recorder(client.events$('cake'));
    expect(late.values.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });
});

describe('weights$', () => {
  it('gives the snapshot, then every version, each in arrays of its own', async () => {
    const client = setup.client();
    const weights = new Recorder(client.weights$('cake', { maxHz: 5, encoding: 'int8' }));
    const asked = await setup.peer.confirm(7);
    expect(asked).toMatchObject({ maxHz: 5, encodings: ['int8', 'f32'] });
    const source = tier();
    setup.peer.send(
      schema,
      ...source.snapshot(),
      ...source.tick(at(1), 1),
      ...source.tick(at(2), 2),
    );
    await weights.count(3);
    expect(weights.values.map(({ version }) => version)).toEqual([0, 1, 2]);
    expect(weights.values.map(({ data }) => data[0])).toEqual([0, 1, 2]);
    const [, , last] = weights.values;
    expect(last?.tensor('b')).toEqual(Float32Array.of(2));
    expect(last?.schema.hash).toBe('h1');
    expect(() => last?.tensor('c')).toThrow(UnsupportedError);
    const late = new Recorder(client.weights$('cake', { maxHz: 5, encoding: 'int8' }));
    expect(late.values.map(({ version }) => version)).toEqual([2]);
  });

  it('asks again at a gap, and at a hash that is wrong, until it is well', async () => {
    const weights = new Recorder(setup.client().weights$('cake'));
    const source = tier();
    await setup.peer.confirm(7);
    setup.peer.send(schema, ...source.snapshot());
    await weights.count(1);
    source.tick(at(1), 1);
    setup.peer.send(...source.tick(at(2), 2), ...source.tick(at(3), 3));
    await setup.peer.next('unsubscribe');
    await setup.peer.confirm(7);
    const snapshot = source
      .snapshot()
      .map((frame) => decode(frame) as Delta)
      .at(0) as Delta;
    setup.peer.send({ ...snapshot, hash: 1 });
    await setup.peer.confirm(7);
    setup.peer.send(...source.snapshot(), ...source.tick(at(4), 4));
    await weights.count(3);
    expect(weights.values.map(({ version }) => version)).toEqual([0, 3, 4]);
  });

  it('gives up when the hash is always wrong', async () => {
    const weights = new Recorder(setup.client().weights$('cake'));
    const snapshot = tier()
      .snapshot()
      .map((frame) => decode(frame) as Delta)
      .at(0) as Delta;
    for (let time = 0; time < 3; time += 1) {
      await setup.peer.confirm(7);
      setup.peer.send(schema, { ...snapshot, hash: 1 });
    }
    expect(await weights.end()).toBeInstanceOf(ProtocolError);
  });

  it('resumes after a reconnect where it was', async () => {
    const weights = new Recorder(setup.client().weights$('cake'));
    const source = tier();
    expect((await setup.peer.confirm(7)).from).toBeUndefined();
    setup.peer.send(schema, ...source.snapshot(), ...source.tick(at(1), 1));
    await weights.count(2);
    setup.peer.cut();
    source.tick(at(2), 2);
    const { from } = await setup.peer.confirm(7, { recovered: true });
    expect(from).toEqual({ epoch: 1, stream: 7, sequence: 1 });
    setup.peer.send(...(source.resume(1, 1) ?? []));
    await weights.count(3);
    expect(weights.values.map(({ version }) => version)).toEqual([0, 1, 2]);
  });

  it('follows a reset and another schema', async () => {
    const weights = new Recorder(setup.client().weights$('cake'));
    const source = tier();
    await setup.peer.confirm(7);
    setup.peer.send(schema, ...source.snapshot());
    setup.peer.send(source.reset(2, 'rollback', at(9), 1), ...source.snapshot());
    const more = [...schema.tensors, { id: 2, name: 'c', shape: [1], dtype: 'f32', offset: 4 }];
    const grown = { stream: 7, epoch: 3, weights: new Float32Array(5).fill(4), version: 2 };
    setup.peer.send({ ...schema, hash: 'h2', tensors: more as Schema['tensors'] });
    setup.peer.send(...new TierEncoder(grown).snapshot());
    await weights.count(3);
    expect(weights.values.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(weights.values[2]?.data.length).toBe(5);
    expect(setup.peer.pending('subscribe')).toBe(0);
  });

  it('lets the server send on, in mode all, as it takes what came', async () => {
    const weights = new Recorder(setup.client().weights$('cake', { mode: 'all' }));
    const asked = await setup.peer.confirm(7);
    expect(asked).toMatchObject({ mode: 'all', credit: 1 << 20 });
    const large = new Float32Array(50_000);
    const source = new TierEncoder({ stream: 7, epoch: 1, weights: large, version: 0 });
    const tensors = [{ id: 0, name: 'w', shape: [50_000], dtype: 'f32', offset: 0 }] as const;
    const frames = [...source.snapshot()];
    for (let version = 1; version <= 5; version += 1) {
      frames.push(...source.tick(large.slice().fill(version), version));
    }
    setup.peer.send({ ...schema, tensors }, ...frames);
    await weights.count(6);
    expect(weights.values.map(({ previous }) => previous)).toEqual([undefined, 0, 1, 2, 3, 4]);
    const sizes = frames.map(({ byteLength }) => byteLength);
    const half = sizes.slice(0, 3).reduce((sum, size) => sum + size);
    const credit = await setup.peer.next('credit');
    expect(credit).toEqual({ op: 'credit', unit: 'bytes', of: '7', amount: half });
    const rest = sizes.slice(3).reduce((sum, size) => sum + size);
    expect((await setup.peer.next('credit')).amount).toBe(rest);
  });

  it('tells what was dropped for its slowness', async () => {
    const client = setup.client();
    const dropped = new Recorder(client.dropped$);
    const weights = new Recorder(client.weights$('cake'));
    await setup.peer.confirm(7);
    setup.peer.send(schema, ...tier().snapshot());
    setup.peer.send(
      { op: 'dropped', stream: 7, frames: 3 },
      { op: 'dropped', stream: 8, frames: 1 },
    );
    expect(await dropped.count(1)).toEqual([{ run: 'cake', channel: 'weights', frames: 3 }]);
    await weights.count(1);
    await client.close();
    expect([dropped.completed, dropped.values.length]).toEqual([true, 1]);
  });

  it('two rates that come down to one stream get its frames both, once', async () => {
    const client = setup.client();
    const source = tier();
    const fast = new Recorder(client.weights$('cake', { maxHz: 59 }));
    await setup.peer.confirm(7);
    setup.peer.send(schema, ...source.snapshot());
    await fast.count(1);
    const slow = new Recorder(client.weights$('cake', { maxHz: 30 }));
    await setup.peer.confirm(7);
    setup.peer.send(...source.snapshot(), ...source.tick(at(1), 1));
    await slow.count(2);
    expect(fast.values.map(({ version }) => version)).toEqual([0, 1]);
    fast.stop();
    setup.peer.send(...source.tick(at(2), 2));
    await slow.count(3);
  });

  it('ends the connection at weights without a schema, or that contradict it', async () => {
    const none = new Recorder(setup.client().weights$('cake'));
    await setup.peer.confirm(7);
    setup.peer.send(...tier().snapshot());
    expect(await none.end()).toBeInstanceOf(ProtocolError);
    const wrong = new Recorder(setup.client().weights$('cake'));
    await setup.peer.confirm(7);
    const five = { stream: 7, epoch: 1, weights: new Float32Array(5), version: 0 };
    setup.peer.send(schema, ...new TierEncoder(five).snapshot());
    expect(await wrong.end()).toBeInstanceOf(ProtocolError);
  });

  it('is refused before it is sent when it cannot be said', async () => {
    const client = setup.client();
    await when(client.state$, (state) => state === 'open');
    const weights = new Recorder(client.weights$('x'.repeat(200)));
    expect(String(weights.error)).toMatch('subscribe.run');
    expect(setup.peer.pending('subscribe')).toBe(0);
  });
});
