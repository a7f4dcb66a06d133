import { type State, StateReader, type Stateful } from '@rxgrad/online';
import { Forgotten } from './forgotten.ts';

/** So many feeds of a run are remembered exactly; the one that was silent longest is let go first. */
const REMEMBERED = 65_536;
/** Of those that were let go, so many are still recognized at least. */
const RECOGNIZED = 262_144;

/** Where a feed is; the object stays the same while it is remembered. */
interface Feed {
  readonly name: string;
  next: number;
}

/** How much is remembered. */
export interface FeedsOptions {
  readonly remembered?: number;
  readonly recognized?: number;
}

/**
 * How far each feed of a run has come. Sequence numbers count without a hole, so one number tells
 * what is new, what was learned already, and what cannot be learned yet.
 *
 * Its memory is bounded, and never by taking a repeat for something new: a feed that was let go is
 * known as such, and nothing more is taken from it.
 */
export class Feeds implements Stateful {
  readonly #feeds = new Map<string, Feed>();
  readonly #remembered: number;
  readonly #forgotten: Forgotten;
  /** The one that moved last: most frames are of it. */
  #newest: Feed | undefined;

  constructor({ remembered = REMEMBERED, recognized = RECOGNIZED }: FeedsOptions = {}) {
    this.#remembered = remembered;
    this.#forgotten = new Forgotten(recognized);
  }

  /** The sequence number that is to come; a feed that is not known starts at `first`. */
  next(feed: string, first: number): number {
    return this.#find(feed)?.next ?? first;
  }

  /** Whether the feed was let go, so that nobody knows any more what of it was taken. */
  hasForgotten(feed: string): boolean {
    return this.#find(feed) === undefined && this.#forgotten.has(feed);
  }

  /** Notes that all samples before `next` have been taken. */
  advance(name: string, next: number): void {
    if (this.#newest?.name === name) {
      this.#newest.next = next;
      return;
    }
    const feed = this.#feeds.get(name) ?? { name, next };
    feed.next = next;
    this.#feeds.delete(name);
    this.#feeds.set(name, feed);
    this.#newest = feed;
    if (this.#feeds.size > this.#remembered) this.#letGo();
  }

  /** Nothing more comes of this feed, nor again: it takes no memory from others. */
  drop(name: string): void {
    this.#feeds.delete(name);
    if (this.#newest?.name === name) this.#newest = undefined;
  }

  snapshot(): State {
    const feeds = [...this.#feeds.values()];
    return {
      type: 'feeds',
      names: feeds.map(({ name }) => name),
      next: Float64Array.from(feeds, ({ next }) => next),
      forgotten: this.#forgotten.generations.map(({ size, bits }) => ({
        size,
        bits: bits.slice(),
      })),
    };
  }

  /** @throws StateError when the state is none of feeds */
  restore(state: State): void {
    const reader = new StateReader(state, 'feeds');
    const names = reader.any('names') as readonly string[];
    const strings = Array.isArray(names) && names.every((name) => typeof name === 'string');
    reader.require(strings, 'names', 'an array of strings is expected');
    const next = reader.float64('next', names.length);
    reader.require(next.every(isSequence), 'next', 'whole numbers from 0 on are expected');
    const restored = this.#forgotten.restore(reader.any('forgotten'));
    reader.require(restored, 'forgotten', 'filters of this size are expected');
    this.#feeds.clear();
    this.#newest = undefined;
    names.forEach((name, i) => this.advance(name, next[i] as number));
  }

  #find(name: string): Feed | undefined {
    return this.#newest?.name === name ? this.#newest : this.#feeds.get(name);
  }

  #letGo(): void {
    const [oldest] = this.#feeds.keys();
    if (oldest === undefined) return;
    this.#feeds.delete(oldest);
    this.#forgotten.add(oldest);
  }
}

function isSequence(next: number): boolean {
  return Number.isSafeInteger(next) && next >= 0;
}
