import type { Status } from '@rxgrad/wire';
import type { Observer } from 'rxjs';

/** What became of one sample. */
export interface FeedResult {
  /** Place of the sample in its stream, from 0. */
  readonly index: number;
  readonly status: Status;
  /** Version of the weights by which it was learned; absent for what never reached the server. */
  readonly version?: number;
  readonly reason?: string;
}

/** What became of `count` samples from `index` on. */
export interface FeedRange extends FeedResult {
  readonly count: number;
}

/** Tells the fate of each sample of a range. */
export function tellEach(range: FeedRange, out: Pick<Observer<FeedResult>, 'next'>): void {
  const { index, count, ...verdict } = range;
  for (let place = index; place < index + count; place += 1) out.next({ index: place, ...verdict });
}
