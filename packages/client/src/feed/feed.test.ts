import { ERRORS, type Result, type Samples } from '@rxgrad/wire';
import { of, Subject, throwError, concat, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Recorder, when, withPeer } from '../../testing/harness.ts';
import { welcome } from '../../testing/scripted-peer.ts';
import { ProtocolError, UnknownRunError } from '../errors.ts';
import type { FeedSample } from './feed-sample.ts';

const setup = withPeer();

const dense = (from: number, count: number): FeedSample[] =>
  Array.from({ length: count }, (_, index) => ({
    x: [from + index, 0.5],
    y: -(from + index),
  }));

function answer(frame: Samples, more: Partial<Result> = {}): Result {
  const upTo = frame.first + frame.n;
  return { op: 'result', request: frame.request, status: 'applied', upTo, version: upTo, ...more };
}

describe('feed', () => {
  it('sends batches, numbered without a hole, and tells each fate in order', async () => {
    const fates = new Recorder(setup.client({ id: 'me' }).feed('cake', dense(1, 6), { id: 'f' }));
    const first = await setup.peer.next('samples');
    expect(first).toMatchObject({ run: 'cake', feed: 'f', first: 0, n: 4 });
    expect([...first.x]).toEqual([1, 0.5, 2, 0.5, 3, 0.5, 4, 0.5]);
    expect([...(first.y ?? [])]).toEqual([-1, -2, -3, -4]);
    const second = await setup.peer.next('samples');
    expect(second).toMatchObject({ first: 4, n: 2 });
    setup.peer.send(answer(first), answer(second));
    await fates.end();
    expect(fates.completed).toBe(true);
    expect(fates.values).toEqual(
      [4, 4, 4, 4, 6, 6].map((version, index) => ({ index, status: 'applied', version })),
    );
  });

  it('tells different fates within a request', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 3)));
    const frame = await setup.peer.next('samples');
    setup.peer.send(
      answer(frame, { upTo: 1 }),
      answer(frame, { upTo: 2, status: 'rejected', reason: 'NaN' }),
      answer(frame),
    );
    await fates.end();
    expect(fates.values.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied']);
    expect(fates.values[1]?.reason).toBe('NaN');
  });

  it('puts the results of several requests back into order', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 8)));
    const first = await setup.peer.next('samples');
    const second = await setup.peer.next('samples');
    setup.peer.send(answer(second, { status: 'rejected', reason: 'late' }));
    setup.peer.send(answer(first));
    await fates.end();
    const statuses = fates.values.map(({ status }) => status);
    expect(statuses).toEqual([1, 1, 1, 1, 0, 0, 0, 0].map((is) => (is ? 'applied' : 'rejected')));
  });

  it('goes back to what was throttled, keeps what is applied later, and goes on', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 10)));
    const first = await setup.peer.next('samples');
    const second = await setup.peer.next('samples');
    const later = { status: 'throttled', retryAfter: 1 } as const;
    setup.peer.send(answer(second, later), answer(first));
    const again = await setup.peer.next('samples');
    expect([again.first, again.n]).toEqual([4, 4]);
    expect((await setup.peer.next('samples')).first).toBe(8);
    setup.peer.send(answer(again, { upTo: 6 }), answer(again, later));
    const rest = await setup.peer.next('samples');
    expect([rest.first, rest.n, [...rest.x][0]]).toEqual([6, 4, 7]);
    expect(setup.peer.pending('samples')).toBe(0);
    setup.peer.send(answer(rest));
    await fates.end();
    expect(fates.values.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(fates.values.map(({ status }) => status))).toEqual(new Set(['applied']));
  });

  it('sends again after a cut what has no fate, under the same numbers', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 6)));
    const first = await setup.peer.next('samples');
    await setup.peer.next('samples');
    setup.peer.send(answer(first, { upTo: 2 }));
    await fates.count(2);
    setup.peer.cut();
    const again = await setup.peer.next('samples');
    expect(again).toMatchObject({ feed: first.feed, first: 2, n: 4 });
    setup.peer.send(answer(again, { upTo: 4, status: 'duplicate' }), answer(again));
    await fates.end();
    expect(fates.values.map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'duplicate',
      'duplicate',
      'applied',
      'applied',
    ]);
  });

  it('keeps no more on its way than the server’s window, and pulls no faster', async () => {
    let pulled = 0;
    function* samples(): Generator<FeedSample> {
      for (const sample of dense(0, 1_000)) {
        pulled += 1;
        yield sample;
      }
    }
    const client = setup.client();
    await when(client.state$, (state) => state === 'open');
    const fates = new Recorder(client.feed('cake', samples()));
    const frames = [await setup.peer.next('samples'), await setup.peer.next('samples')];
    const probe = setup.client();
    await when(probe.state$, (state) => state === 'open');
    expect(setup.peer.pending('samples')).toBe(0);
    expect(pulled).toBeLessThan(100);
    fates.stop();
    expect(frames.map(({ n }) => n)).toEqual([4, 4]);
  });

  it('lets a pushing source wait no longer than its linger, and throttles what is too much', async () => {
    const samples$ = new Subject<FeedSample>();
    const client = setup.client();
    const fates = new Recorder(client.feed('cake', samples$, { linger: 1, capacity: 6 }));
    await when(client.state$, (state) => state === 'open');
    samples$.next(dense(1, 1).at(0) as FeedSample);
    const one = await setup.peer.next('samples');
    expect(one.n).toBe(1);
    for (const sample of dense(2, 9)) samples$.next(sample);
    samples$.complete();
    setup.peer.send(answer(one));
    let told = 1;
    while (told < 6) {
      const frame = await setup.peer.next('samples');
      setup.peer.send(answer(frame));
      told += frame.n;
    }
    await fates.end();
    expect(fates.values.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(fates.values.map(({ status }) => status).slice(6)).toEqual(Array(4).fill('throttled'));
  });

  it('sends sparse samples by rows, and samples of different shapes apart', async () => {
    const sparse = (...indices: number[]): FeedSample => ({
      x: { indices: Uint32Array.from(indices), values: Float32Array.from(indices, () => 1) },
      y: [1, 2],
    });
    const mixed: FeedSample[] = [sparse(5, 70), sparse(), sparse(5), ...dense(1, 1)];
    const fates = new Recorder(setup.client().feed('cake', mixed));
    const first = await setup.peer.next('samples');
    expect(first).toMatchObject({ n: 3, indices: Uint32Array.of(5, 70, 5) });
    expect([...(first.rows ?? [])]).toEqual([0, 2, 2, 3]);
    expect([...(first.y ?? [])]).toEqual([1, 2, 1, 2, 1, 2]);
    const second = await setup.peer.next('samples');
    expect(second.indices).toBeUndefined();
    setup.peer.send(answer(first), answer(second));
    await fates.end();
    expect(fates.values.length).toBe(4);
  });

  it('decides itself over what is no sample or too large, in its turn', async () => {
    setup.peer.welcome = { ...welcome, limits: { ...welcome.limits, frameBytes: 2_048 } };
    const client = setup.client();
    await when(client.state$, (state) => state === 'open');
    const samples = [
      ...dense(1, 1),
      { x: 'cake', y: 1 } as unknown as FeedSample,
      { x: new Float32Array(400), y: 1 },
      ...dense(2, 1),
    ];
    const fates = new Recorder(client.feed('cake', samples));
    const frame = await setup.peer.next('samples');
    expect(frame.n).toBe(2);
    setup.peer.send(answer(frame));
    await fates.end();
    expect(fates.values.map(({ status }) => status)).toEqual([
      'applied',
      'rejected',
      'rejected',
      'applied',
    ]);
  });

  it('fails as the source fails, after the fates of what came before', async () => {
    const broken = concat(
      of(...dense(1, 2)),
      throwError(() => new Error('sensor')),
    );
    const fates = new Recorder(setup.client().feed('cake', broken));
    setup.peer.send(answer(await setup.peer.next('samples')));
    expect(await fates.end()).toEqual(new Error('sensor'));
    expect(fates.values.length).toBe(2);
  });

  it('fails when the server refuses the run, and tries again when it says later', async () => {
    const fates = new Recorder(setup.client({ random: () => 0 }).feed('cke', dense(1, 2)));
    const busy = await setup.peer.next('samples');
    const refusal = { op: 'error', code: ERRORS.unknownRun, message: 'no "cke"' } as const;
    setup.peer.send({ ...refusal, reference: busy.request, temporary: true });
    const again = await setup.peer.next('samples');
    setup.peer.send({ ...refusal, reference: again.request, temporary: false });
    expect(await fates.end()).toBeInstanceOf(UnknownRunError);
  });

  it('ends the connection at a fate for what was not sent', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 2)));
    const frame = await setup.peer.next('samples');
    setup.peer.send(answer(frame, { upTo: 3 }));
    expect(await fates.end()).toBeInstanceOf(ProtocolError);
  });

  it('stops its source when it is not wanted any more, or the client closes', async () => {
    let returned = 0;
    const endless = (): AsyncIterable<FeedSample> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ value: dense(1, 1).at(0) as FeedSample, done: false }),
        return: () => {
          returned += 1;
          return Promise.resolve({ value: undefined, done: true });
        },
      }),
    });
    const client = setup.client();
    const unwanted = new Recorder(client.feed('cake', endless()));
    await setup.peer.next('samples');
    unwanted.stop();
    expect(returned).toBe(1);
    const wanted = new Recorder(client.feed('cake', endless()));
    await setup.peer.next('samples');
    await client.close();
    expect(wanted.completed).toBe(true);
    expect(returned).toBe(2);
    expect(new Recorder(client.feed('cake', NEVER)).completed).toBe(true);
  });

  it('an empty source is done at once', async () => {
    const fates = new Recorder(setup.client().feed('cake', []));
    await fates.end();
    expect(fates.completed).toBe(true);
  });
});
