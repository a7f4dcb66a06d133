import { ERRORS, type ErrorFrame, type Result, type ServerFrame } from '@rxgrad/wire';
import { Subscription, type Observer } from 'rxjs';
import { backoff, BACKOFF } from '../backoff.ts';
import type { Connection } from '../connection.ts';
import { ProtocolError, RefusedError } from '../errors.ts';
import { errorOfFrame } from '../failures.ts';
import { Backlog } from './backlog.ts';
import { type FeedResult, tellEach } from './fate.ts';
import { type FeedBlock, type FeedSample, isBlock, shapeOf, shapeOfBlock } from './feed-sample.ts';
import { frameBytesOf } from './frame-bytes.ts';

/** How samples are sent. */
export interface FeedOptions {
  /** Names the sequence of samples; the same name fed again from the start repeats it harmlessly. */
  readonly id?: string;
  /** Milliseconds a sample waits at most for others to travel with: 5 unless given. */
  readonly linger?: number;
  /** Samples kept while the server is busy or away; what is pushed beyond is throttled. */
  readonly capacity?: number;
  /** Tells the fates of samples one by one, unless given; or of consecutive ones together. */
  readonly fates?: 'each' | 'ranges';
}

/** Room in a frame for all that is not samples. */
const HEADER = 1_024;
/** Bytes that wait in the socket at most before the next frame: more would only take memory. */
const BUFFERED = 4 << 20;
/** When to send again what was throttled, in ms, if the server doesn't say. */
const RETRY_AFTER = 100;
const LONGEST_WAIT = 1_000;

/** Sends samples in batches, keeps them until their fate is known, and sends them again after a loss. */
export class Feeder {
  private readonly connection: Connection;
  private readonly run: string;
  private readonly id: string;
  private readonly linger: number;
  private readonly capacity: number;
  private readonly out: Observer<FeedResult>;
  private readonly backlog: Backlog;
  private readonly timers = new Subscription();
  /** Frames share a request until something is to be sent again, so that their fates can be told together. */
  private request: number | undefined;
  private lingering: Subscription | undefined;
  private overdue = false;
  private paused: Subscription | undefined;
  /** How often in a row the server had no room: until it has, one frame at a time asks for it. */
  private refused = 0;
  private ended: { readonly error?: { readonly cause: unknown } } | undefined;
  private readonly waiting: (() => void)[] = [];

  constructor(
    connection: Connection,
    run: string,
    options: FeedOptions,
    out: Observer<FeedResult>,
  ) {
    this.connection = connection;
    this.run = run;
    this.id = options.id ?? `${connection.id}:${connection.takeId()}`;
    this.linger = options.linger ?? 5;
    this.capacity = options.capacity ?? 65_536;
    this.out = out;
    const together = options.fates === 'ranges';
    this.backlog = new Backlog((range) => (together ? out.next(range) : tellEach(range, out)));
    const watch = [
      connection.session$.subscribe({ next: () => this.restart(), error: () => {} }),
      connection.frame$.subscribe({
        next: (frame) => this.receive(frame),
        error: (error: unknown) => out.error(error),
        complete: () => out.complete(),
      }),
    ];
    for (const each of watch) this.timers.add(each);
  }

  put(fed: FeedSample | FeedBlock): void {
    const { backlog } = this;
    const size = isBlock(fed) ? fed.size : 1;
    const shape = isBlock(fed) ? shapeOfBlock(fed) : shapeOf(fed);
    if (shape === undefined) {
      const reason = 'not a sample: x is numbers or { indices, values }, y a label';
      backlog.decide({ status: 'rejected', reason }, Math.max(1, Math.floor(size) || 1));
    } else if (frameBytesOf(fed, shape) + HEADER > this.frameBytes) {
      const reason = `larger than a frame of ${this.frameBytes} bytes`;
      backlog.decide({ status: 'rejected', reason }, size);
    } else if (backlog.length >= this.capacity) {
      const reason = `${this.capacity} samples wait already`;
      backlog.decide({ status: 'throttled', reason }, size);
    } else {
      if (isBlock(fed)) backlog.pushBlock(fed, shape);
      else backlog.push(fed, shape);
      this.pump();
    }
  }

  /** Whether a source that can wait should. */
  full(): boolean {
    return this.backlog.length >= Math.min(this.capacity, 2 * this.window);
  }

  room(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  end(error?: { readonly cause: unknown }): void {
    this.ended = error === undefined ? {} : { error };
    this.pump();
    this.finish();
  }

  stop(): void {
    this.timers.unsubscribe();
    this.lingering?.unsubscribe();
    this.paused?.unsubscribe();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private get window(): number {
    return this.connection.session?.limits.samplesInFlight ?? 4_096;
  }

  private get frameBytes(): number {
    return this.connection.session?.limits.frameBytes ?? 1 << 20;
  }

  /** In a new session nothing is on its way: all that has no fate is sent again. */
  private restart(): void {
    this.takeBack();
    this.refused = 0;
    this.pump();
  }

  private pump(): void {
    const { backlog, connection } = this;
    const { session } = connection;
    if (session === undefined || this.paused !== undefined) return;
    const most = Math.max(1, Math.min(session.limits.samplesPerFrame, this.window));
    for (;;) {
      const unsent = backlog.length - backlog.sent;
      if (unsent === 0) return;
      // What is on its way makes room when its fate comes: better a whole frame then than a bit now.
      if (this.window - backlog.sent < Math.min(most, unsent)) return;
      if (backlog.sent > 0 && (this.refused > 0 || connection.buffered > BUFFERED)) return;
      if (unsent < most && this.ended === undefined && !this.overdue) {
        this.wait();
        return;
      }
      if (!this.send(most)) return;
      this.lingering?.unsubscribe();
      this.lingering = undefined;
      this.overdue = false;
    }
  }

  /** Gives a sample that came alone some time to be joined by others. */
  private wait(): void {
    this.lingering ??= this.connection.scheduler.schedule(() => {
      this.overdue = true;
      this.pump();
    }, this.linger);
  }

  /** Sends as many of the next `most` samples as are alike and fit a frame. */
  private send(most: number): boolean {
    const { backlog, run, id } = this;
    const first = backlog.sequence + backlog.sent;
    const columns = backlog.take(most, this.frameBytes - HEADER);
    if (columns === undefined) {
      // Only a server that came back with smaller frames gets here.
      this.out.error(
        new RefusedError(
          ERRORS.limit,
          `sample ${first} is larger than a frame of ${this.frameBytes} bytes`,
        ),
      );
      return false;
    }
    const request = (this.request ??= this.connection.takeId());
    return this.connection.send({ op: 'samples', request, run, feed: id, first, ...columns });
  }

  private receive(frame: ServerFrame): void {
    if (frame.op === 'result') this.settle(frame);
    else if (frame.op === 'error') this.refuse(frame);
  }

  /** What is told about a request that was thrown back is known already. */
  private settle({ request, status, upTo, version, reason, retryAfter }: Result): void {
    const { backlog } = this;
    if (request !== this.request) return;
    const count = upTo - backlog.sequence;
    if (count <= 0 || count > backlog.sent) {
      const open = `samples ${backlog.sequence} to ${backlog.sequence + backlog.sent} are open`;
      this.connection.fail(new ProtocolError(`the server sent a fate up to ${upTo}, but ${open}`));
      return;
    }
    if (status === 'throttled') {
      // Not before the server says, and ever more rarely as long as nothing changes.
      const wait = retryAfter ?? RETRY_AFTER;
      this.sendAgain(Math.max(wait, Math.min(LONGEST_WAIT, wait * 2 ** this.refused)));
    } else {
      this.refused = 0;
      backlog.settle(
        count,
        reason === undefined ? { status, version } : { status, version, reason },
      );
    }
    if (!this.full()) for (const resolve of this.waiting.splice(0)) resolve();
    this.pump();
    this.finish();
  }

  private refuse(frame: ErrorFrame): void {
    if (frame.reference === undefined || frame.reference !== this.request) return;
    if (!frame.temporary) {
      this.out.error(errorOfFrame(frame));
      return;
    }
    this.sendAgain(backoff(this.refused, BACKOFF, this.connection.random));
  }

  /** Sends all that has no fate again, in a while. */
  private sendAgain(milliseconds: number): void {
    this.takeBack();
    this.refused += 1;
    this.paused = this.connection.schedule(milliseconds, () => {
      this.paused = undefined;
      this.pump();
    });
  }

  /** Nothing is on its way any more. */
  private takeBack(): void {
    this.backlog.rewind();
    this.request = undefined;
    this.paused?.unsubscribe();
    this.paused = undefined;
  }

  private finish(): void {
    if (this.ended === undefined || this.backlog.length > 0) return;
    const { error } = this.ended;
    if (error === undefined) this.out.complete();
    else this.out.error(error.cause);
  }
}
