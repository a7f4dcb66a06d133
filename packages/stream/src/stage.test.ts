import { RejectedSampleError } from '@rxgrad/online';
import {
  EMPTY,
  NEVER,
  type Observable,
  Subject,
  Subscription,
  asapScheduler,
  concat,
  defer,
  lastValueFrom,
  of,
  subscribeOn,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { currentPipeline, within } from './pipeline.ts';
import { stage } from './stage.ts';

/** What an observer saw. */
function seen<T>(source: Observable<T>): unknown[] {
  const log: unknown[] = [];
  source.subscribe({
    next: (value) => log.push(value),
    error: (error: unknown) => log.push(error),
    complete: () => log.push('complete'),
  });
  return log;
}

const double = () => stage((x: number) => 2 * x);
const increase = () => stage((x: number) => x + 1);
const odd = new RejectedSampleError('category', 'odd');
const halve = () =>
  stage(
    (x: number) => {
      if (x % 2 !== 0) throw odd;
      return x / 2;
    },
    (x) => ({ rejected: x, rest: x > 100 ? x + 1 : undefined }),
  );

describe('stages in a row are one loop', () => {
  it('that maps as they would one by one', () => {
    expect(seen(of(1, 2, 3).pipe(double(), increase(), double()))).toEqual([6, 10, 14, 'complete']);
    expect(seen(EMPTY.pipe(double(), increase()))).toEqual(['complete']);
    expect(seen(NEVER.pipe(double(), increase()))).toEqual([]);
  });

  it('that hands on an error from above', () => {
    const error = new Error('above');
    const source = concat(
      of(1),
      throwError(() => error),
    );
    expect(seen(source.pipe(double(), increase()))).toEqual([3, error]);
  });

  it('that ends where one of them throws, and unsubscribes from what is above', () => {
    const error = new Error('third');
    const source = new Subject<number>();
    const log = seen(
      source.pipe(
        double(),
        increase(),
        stage((x: number) => {
          if (x > 4) throw error;
          return x;
        }),
        double(),
      ),
    );
    for (const x of [1, 2, 3]) source.next(x);
    expect(log).toEqual([6, error]);
    expect(source.observed).toBe(false);
  });

  it('that stops when who is below has enough', () => {
    const source = new Subject<number>();
    const log = seen(source.pipe(double(), increase(), take(1), double(), increase()));
    for (const x of [1, 2]) source.next(x);
    expect(log).toEqual([7, 'complete']);
    expect(source.observed).toBe(false);
  });

  it('that starts anew for each subscriber, also behind a defer', () => {
    const source = defer(() => of(1)).pipe(double(), (upper) =>
      defer(() => upper.pipe(increase())),
    );
    expect([seen(source), seen(source)]).toEqual([
      [3, 'complete'],
      [3, 'complete'],
    ]);
  });

  it('that goes on with the rest where a bad sample is put aside', () => {
    const rejected: unknown[] = [];
    const pipeline = {
      ...currentPipeline(),
      reject: (sample: unknown) => void rejected.push(sample),
    };
    const log: unknown[] = [];
    within(pipeline, () =>
      of(2, 3, 102)
        .pipe(increase(), halve(), double(), toArray())
        .subscribe((values) => log.push(...values)),
    );
    expect(rejected).toEqual([3, 103]);
    expect(log).toEqual([4, 104]);
  });

  it('that goes on however many bad samples there are at once', () => {
    let rejected = 0;
    const pipeline = { ...currentPipeline(), reject: () => void (rejected += 1) };
    const bad = stage(
      (left: number) => {
        if (left > 0) throw odd;
        return left;
      },
      (left) => ({ rejected: left, rest: left - 1 }),
    );
    const log = within(pipeline, () => seen(of(50_000).pipe(increase(), bad, increase())));
    expect([log, rejected]).toEqual([[1, 'complete'], 50_001]);
  });

  it('each with the pipeline that it was subscribed in', async () => {
    const rejected: unknown[] = [];
    const pipeline = {
      ...currentPipeline(),
      reject: (sample: unknown) => void rejected.push(sample),
    };
    const later = of(1, 2, 3).pipe(double(), subscribeOn(asapScheduler), increase(), halve());
    await within(pipeline, () => lastValueFrom(later, { defaultValue: undefined }));
    expect(rejected).toEqual([3, 5, 7]);
  });

  it('that stops on the spot when one of them ends the whole', () => {
    const log: number[] = [];
    const whole = new Subscription();
    const source = new Subject<number>();
    const ending = stage((x: number) => {
      if (x === 2) whole.unsubscribe();
      return x;
    });
    const logging = stage((x: number) => log.push(x));
    whole.add(source.pipe(increase(), ending, logging).subscribe());
    for (const x of [0, 1, 2]) source.next(x);
    expect(log).toEqual([1]);
  });
});
