import { ManualClock } from '@rxgrad/testkit';
import { Subject, lastValueFrom, merge, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inbox } from './inbox.ts';
import { SourceError } from './source-error.ts';
import { stream } from './stream.ts';

async function* asynchronous(items: readonly number[]) {
  for (const item of items) yield await Promise.resolve(item);
}

function* naturals(ended?: () => void) {
  try {
    for (let i = 0; ; i++) yield i;
  } finally {
    ended?.();
  }
}

const chunked = {
  async *chunks() {
    yield [1, 2];
    yield [];
    yield [3];
  },
  async *[Symbol.asyncIterator]() {
    yield -1;
  },
};

/** Lets promises settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('stream', () => {
  it.each([
    ['an array', [1, 2, 3], [1, 2, 3]],
    ['an empty array', [], []],
    ['a set', new Set([1, 2, 3]), [1, 2, 3]],
    ['an async iterable', asynchronous([1, 2, 3]), [1, 2, 3]],
    ['an empty async iterable', asynchronous([]), []],
    ['a source with chunks, by the chunk', chunked, [1, 2, 3]],
  ])('gives all of %s, in order', async (_, source, expected) => {
    expect(await lastValueFrom(stream<number>(source).pipe(toArray()))).toEqual(expected);
  });

  it('ends an endless source at once when nobody listens', async () => {
    let ended = false;
    const three$ = stream(naturals(() => (ended = true))).pipe(take(3), toArray());
    expect(await lastValueFrom(three$)).toEqual([0, 1, 2]);
    expect(ended).toBe(true);
  });

  it('ends an async source at once when nobody listens', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended = true;
      }
    }
    await lastValueFrom(stream(endless()).pipe(take(3)));
    await settled();
    expect(ended).toBe(true);
  });

  it('names what the source threw', async () => {
    const cause = new Error('disk on fire');
    async function* failing() {
      yield 1;
      throw cause;
    }
    const error: unknown = await lastValueFrom(stream(failing())).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toContain('disk on fire');
    expect((error as SourceError).cause).toBe(cause);
  });

  it('iterates anew for each subscription', async () => {
    const source$ = stream([1, 2]).pipe(toArray());
    expect(await lastValueFrom(source$)).toEqual(await lastValueFrom(source$));
  });

  it('lets the event loop run while it goes flat out', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const began = performance.now();
    await lastValueFrom(stream(naturals()).pipe(take(3_000_000)));
    clearInterval(timer);
    const slices = (performance.now() - began) / 6;
    expect(turns).toBeGreaterThan(Math.min(2, slices / 4));
  });
});

describe('the pace of a stream', () => {
  it('is so many items a second', () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    const subscription = stream(naturals(), { rate: 100, clock }).subscribe((i) => seen.push(i));
    clock.advance(1000);
    subscription.unsubscribe();
    expect(seen.length).toBeGreaterThanOrEqual(99);
    expect(seen.length).toBeLessThanOrEqual(101);
    expect(clock.pending).toBe(0);
  });

  it('changes live, rests at 0, and goes on', () => {
    const clock = new ManualClock();
    const rate$ = new Subject<number>();
    let count = 0;
    const subscription = stream(naturals(), { rate: rate$, clock }).subscribe(() => (count += 1));
    clock.advance(500);
    expect(count).toBe(0);
    rate$.next(1000);
    clock.advance(500);
    expect(Math.abs(count - 500)).toBeLessThanOrEqual(10);
    rate$.next(0);
    const rested = count;
    clock.advance(5000);
    expect(count - rested).toBeLessThanOrEqual(1);
    rate$.next(10);
    clock.advance(1000);
    expect(Math.abs(count - rested - 10)).toBeLessThanOrEqual(2);
    subscription.unsubscribe();
  });

  it('does not flood after a stall', () => {
    const clock = new ManualClock();
    let count = 0;
    const subscription = stream(naturals(), { rate: 1000, clock }).subscribe(() => {
      count += 1;
      if (count === 10) clock.advance(0);
    });
    clock.advance(20);
    const before = count;
    clock.skip(10_000);
    clock.advance(1);
    expect(count - before).toBeLessThanOrEqual(110);
    subscription.unsubscribe();
  });
});

describe('an inbox', () => {
  const settle = () => {};

  it('is a source of samples as they arrive, until it is closed', async () => {
    const fed = inbox();
    const seen: unknown[] = [];
    let complete = false;
    stream(fed).subscribe({ next: ({ x }) => seen.push(x), complete: () => (complete = true) });
    fed.offer({ x: [1], y: 2 }, settle);
    await settled();
    await settled();
    expect(seen).toEqual([[1]]);
    fed.offer({ x: [3], y: 4 }, settle);
    fed.offer({ x: [5], y: 6 }, settle);
    await settled();
    await settled();
    expect(seen).toEqual([[1], [3], [5]]);
    expect(complete).toBe(false);
    fed.close();
    await settled();
    expect(complete).toBe(true);
  });

  it('is drained while another source sleeps', async () => {
    const fed = inbox();
    const own$ = stream<unknown>(naturals(), { rate: 0.001 });
    const two = lastValueFrom(merge(own$, stream<unknown>(fed)).pipe(take(2), toArray()));
    await settled();
    fed.offer({ x: [1], y: 2 }, settle);
    expect(await two).toMatchObject([0, { x: [1], y: 2 }]);
  });

  it('says when it is full', () => {
    const fed = inbox({ capacity: 2 });
    expect([1, 2, 3].map((x) => fed.offer({ x: [x], y: 0 }, settle))).toEqual([true, true, false]);
    expect(fed.free).toBe(0);
  });

  it('tells the samples that were not learned that they never will be, once', async () => {
    const fed = inbox();
    const fates: unknown[] = [];
    fed.offer({ x: [1], y: 2 }, (fate) => fates.push(fate));
    const { receipt } = await lastValueFrom(stream(fed).pipe(take(1)));
    fed.offer({ x: [2], y: 2 }, (fate) => fates.push(fate));
    fed.abandon('the run has stopped');
    receipt?.settle({ status: 'applied', version: 1 });
    const told = { status: 'rejected', reason: 'the run has stopped' };
    expect(fates).toEqual([told, told]);
    expect(fed.offer({ x: [1], y: 2 }, settle)).toBe(false);
  });

  it('keeps the order of many samples', async () => {
    const fed = inbox();
    for (let i = 0; i < 5000; i++) fed.offer({ x: [i], y: 0 }, settle);
    fed.close();
    const samples = await lastValueFrom(stream(fed).pipe(toArray()));
    expect(samples.map(({ x }) => x)).toEqual(Array.from({ length: 5000 }, (_, i) => [i]));
  });
});
