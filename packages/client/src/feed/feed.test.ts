import { ERRORS, type Result, type Samples } from '@rxgrad/wire';
import { NEVER, Subject, asyncScheduler, concat, of, throwError, type SchedulerLike } from 'rxjs';
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

  it('shares a request between frames, whose fates may be told together', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 8)));
    const first = await setup.peer.next('samples');
    const second = await setup.peer.next('samples');
    expect(second.request).toBe(first.request);
    setup.peer.send(
      answer(first, { upTo: 7 }),
      answer(second, { status: 'rejected', reason: 'no' }),
    );
    await fates.end();
    const statuses = fates.values.map(({ status }) => status);
    expect(statuses).toEqual([...Array<string>(7).fill('applied'), 'rejected']);
  });

  it('tells the fates of consecutive samples together, if it is asked to', async () => {
    const samples = [...dense(1, 3), { x: 'cake', y: 1 } as unknown as FeedSample, ...dense(4, 3)];
    const fates = new Recorder(setup.client().feed('cake', samples, { fates: 'ranges' }));
    const first = await setup.peer.next('samples');
    const second = await setup.peer.next('samples');
    setup.peer.send(answer(first, { upTo: 1 }), answer(second, { version: 9 }));
    await fates.end();
    expect(fates.values).toMatchObject([
      { index: 0, count: 1, status: 'applied', version: 4 },
      { index: 1, count: 2, status: 'applied', version: 9 },
      { index: 3, count: 1, status: 'rejected' },
      { index: 4, count: 3, status: 'applied', version: 9 },
    ]);
  });

  it('waits no shorter for being told to wait for weeks', async () => {
    const waits: number[] = [];
    const schedule = ((work: () => void, delay?: number) => {
      if (delay !== undefined) waits.push(delay);
      return asyncScheduler.schedule(work, delay);
    }) as SchedulerLike['schedule'];
    const client = setup.client({ scheduler: { now: () => Date.now(), schedule } });
    const fates = new Recorder(client.feed('cake', dense(1, 1)));
    const retryAfter = 2 ** 32 - 1;
    setup.peer.send(answer(await setup.peer.next('samples'), { status: 'throttled', retryAfter }));
    await expect.poll(() => Math.max(...waits)).toBeGreaterThan(2 ** 30);
    expect(Math.max(...waits)).toBe(2 ** 31 - 1);
    fates.stop();
  });

  it('goes back to what was throttled, under a new request, and goes on', async () => {
    const fates = new Recorder(setup.client().feed('cake', dense(1, 10)));
    const first = await setup.peer.next('samples');
    const second = await setup.peer.next('samples');
    const later = { status: 'throttled', retryAfter: 1 } as const;
    setup.peer.send(answer(first));
    const behind = await setup.peer.next('samples');
    expect([behind.first, behind.n]).toEqual([8, 2]);
    setup.peer.send(answer(second, later));
    const again = await setup.peer.next('samples');
    expect([again.first, again.n]).toEqual([4, 4]);
    expect(again.request).not.toBe(first.request);
    setup.peer.send(answer(behind, later), answer(again, later));
    // As long as there is no room, a frame at a time asks for it.
    const still = await setup.peer.next('samples');
    expect([still.first, still.n, setup.peer.pending('samples')]).toEqual([4, 4, 0]);
    setup.peer.send(answer(still, { upTo: 6 }));
    expect((await setup.peer.next('samples')).first).toBe(8);
    setup.peer.send(answer(still, { ...later, upTo: 10 }));
    const rest = await setup.peer.next('samples');
    expect([rest.first, rest.n, [...rest.x][0]]).toEqual([6, 4, 7]);
    expect(setup.peer.pending('samples')).toBe(0);
    setup.peer.send(answer(rest));
    await fates.end();
    expect(fates.values.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(fates.values.map(({ status }) => status))).toEqual(new Set(['applied']));
  });

  it('sends blocks as they lie, cut into frames, between samples', async () => {
    const sparse = {
      x: {
        starts: Uint32Array.of(0, 2, 2, 3),
        indices: Uint32Array.of(5, 7, 6),
        values: Float32Array.of(1, 2, 3),
      },
      y: Float32Array.of(7, 8, 9),
      size: 3,
    };
    const block = {
      x: Float32Array.from({ length: 12 }, (_, i) => i),
      y: new Float32Array(6),
      size: 6,
    };
    const client = setup.client();
    await when(client.state$, (state) => state === 'open');
    const fates = new Recorder(
      client.feed('cake', [...dense(1, 1), block, sparse], { fates: 'ranges' }),
    );
    const frames = [await setup.peer.next('samples'), await setup.peer.next('samples')];
    setup.peer.send(answer(frames[1] as Samples));
    frames.push(await setup.peer.next('samples'), await setup.peer.next('samples'));
    setup.peer.send(answer(frames[3] as Samples));
    expect(frames.map(({ first, n }) => [first, n])).toEqual([
      [0, 1],
      [1, 4],
      [5, 2],
      [7, 3],
    ]);
    expect([...(frames[2]?.x ?? [])]).toEqual([8, 9, 10, 11]);
    expect([...(frames[3]?.rows ?? [])]).toEqual([0, 2, 2, 3]);
    await fates.end();
    expect(fates.values.map(({ count }) => count)).toEqual([5, 5]);
  });

  it('rejects blocks whose arrays do not fit each other', async () => {
    const x = new Float32Array(4);
    const blocks = [
      { x, y: new Float32Array(3), size: 2 },
      { x, y: x, size: 3 },
      {
        x: {
          starts: Uint32Array.of(0, 2, 1),
          indices: new Uint32Array(1),
          values: new Float32Array(1),
        },
        y: x,
        size: 2,
      },
    ];
    const fates = new Recorder(setup.client().feed('cake', blocks, { fates: 'ranges' }));
    await fates.end();
    expect(fates.values.map(({ count, status }) => [count, status])).toEqual([
      [2, 'rejected'],
      [3, 'rejected'],
      [2, 'rejected'],
    ]);
  });

  it('takes chunks of a source that has them', async () => {
    const source = {
      async *chunks() {
        yield dense(1, 2);
        yield dense(3, 2);
      },
    };
    const fates = new Recorder(setup.client().feed('cake', source));
    const frame = await setup.peer.next('samples');
    expect([...(frame.y ?? [])]).toEqual([-1, -2, -3, -4]);
    setup.peer.send(answer(frame));
    await fates.end();
    expect(fates.values.length).toBe(4);
  });

  it('has copied samples by the time it asks for the next', async () => {
    function* reused(): Generator<FeedSample> {
      const x = new Float32Array(1);
      for (const value of [1, 2, 3]) {
        x[0] = value;
        yield { x, y: 0 };
      }
    }
    const fates = new Recorder(setup.client().feed('cake', reused()));
    const frame = await setup.peer.next('samples');
    expect([...frame.x]).toEqual([1, 2, 3]);
    setup.peer.send(answer(frame));
    await fates.end();
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
