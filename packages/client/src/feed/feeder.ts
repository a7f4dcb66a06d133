import type { ErrorFrame, Result, ServerFrame } from '@rxgrad/wire';
import { Subscription, type Observer } from 'rxjs';
import { backoff, BACKOFF } from '../backoff.ts';
import type { Connection } from '../connection.ts';
import { ProtocolError } from '../errors.ts';
import { errorOfFrame } from '../failures.ts';
import { FateQueue, type FeedResult } from './fate-queue.ts';
import { InFlight } from './in-flight.ts';
import { areAlike, bytesOf, columnsOf, shapeOf, type FeedSample } from './feed-sample.ts';

/** How samples are sent. */
export interface FeedOptions {
  /** Names the sequence of samples; the same name fed again from the start repeats it harmlessly. */
  readonly id?: string;
  /** Milliseconds a sample waits at most for others to travel with: 5 unless given. */
  readonly linger?: number;
  /** Samples kept while the server is busy or away; what is pushed beyond is throttled. */
  readonly capacity?: number;
}

/** Room in a frame for all that is not samples. */
const HEADER = 1_024;

/** Sends samples in batches, keeps them until their fate is known, and sends them again after a loss. */
export class Feeder {
  private readonly connection: Connection;
  private readonly run: string;
  private readonly id: string;
  private readonly linger: number;
  private readonly capacity: number;
  private readonly out: Observer<FeedResult>;
  private readonly queue: FateQueue;
  private readonly timers = new Subscription();
  private readonly inFlight = new InFlight();
  /** How many of the queue's samples are on their way. */
  private sent = 0;
  private lingering: Subscription | undefined;
  private overdue = false;
  private paused: Subscription | undefined;
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
    this.queue = new FateQueue((result) => out.next(result));
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

  put(sample: FeedSample): void {
    const shape = shapeOf(sample);
    if (shape === undefined) {
      this.queue.decide('rejected', 'not a sample: x is numbers or { indices, values }, y a label');
    } else if (bytesOf(shape) + HEADER > this.frameBytes) {
      this.queue.decide('rejected', `larger than a frame of ${this.frameBytes} bytes`);
    } else if (this.queue.length >= this.capacity) {
      this.queue.decide('throttled', `${this.capacity} samples wait already`);
    } else {
      this.queue.push(sample, shape);
      this.pump();
    }
  }

  /** Whether a source that can wait should. */
  full(): boolean {
    return this.queue.length >= Math.min(this.capacity, 2 * this.window);
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
    this.inFlight.clear();
    this.sent = 0;
    this.paused?.unsubscribe();
    this.paused = undefined;
    this.pump();
  }

  private pump(): void {
    const { session } = this.connection;
    if (session === undefined || this.paused !== undefined) return;
    const most = Math.max(1, session.limits.samplesPerFrame);
    for (;;) {
      const unsent = this.queue.length - this.sent;
      const free = this.window - this.sent;
      if (unsent === 0 || free <= 0) return;
      const whole = unsent >= most || this.ended !== undefined || this.overdue;
      if (!whole) {
        this.wait();
        return;
      }
      this.send(Math.min(most, unsent, free));
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
  private send(most: number): void {
    const start = this.sent;
    const { shape } = this.queue.at(start);
    const samples: FeedSample[] = [];
    let bytes = HEADER;
    while (samples.length < most) {
      const item = this.queue.at(start + samples.length);
      bytes += bytesOf(item.shape);
      if (!areAlike(item.shape, shape) || bytes > this.frameBytes) break;
      samples.push(item.sample);
    }
    const request = this.connection.takeId();
    const first = this.queue.sequence + start;
    this.inFlight.begin(request, first, first + samples.length);
    this.sent += samples.length;
    const { run, id } = this;
    const columns = columnsOf(samples, shape);
    this.connection.send({ op: 'samples', request, run, feed: id, first, ...columns });
  }

  private receive(frame: ServerFrame): void {
    if (frame.op === 'result') this.settle(frame);
    else if (frame.op === 'error') this.refuse(frame);
  }

  private settle(result: Result): void {
    let back: number | undefined;
    try {
      back = this.inFlight.take(result);
    } catch (cause) {
      const { message } = cause as Error;
      this.connection.fail(new ProtocolError(`the server sent ${message}`, { cause }));
      return;
    }
    if (back === undefined) this.refused = 0;
    else this.goBack(back, result.retryAfter ?? 100);
    for (const { upTo, status, version, reason } of this.inFlight.next()) {
      const count = upTo - this.queue.sequence;
      this.sent -= count;
      this.queue.settle(count, { status, version, ...(reason === undefined ? {} : { reason }) });
    }
    if (!this.full()) for (const resolve of this.waiting.splice(0)) resolve();
    this.pump();
    this.finish();
  }

  private refuse(frame: ErrorFrame): void {
    if (frame.reference === undefined || !this.inFlight.has(frame.reference)) return;
    if (!frame.temporary) {
      this.out.error(errorOfFrame(frame));
      return;
    }
    const back = this.inFlight.refuse(frame.reference);
    if (back !== undefined)
      this.goBack(back, backoff(this.refused, BACKOFF, this.connection.random));
    this.refused += 1;
  }

  /** All samples from this sequence number on are to be sent again, in a while. */
  private goBack(sequence: number, milliseconds: number): void {
    this.sent = sequence - this.queue.sequence;
    this.paused?.unsubscribe();
    this.paused = this.connection.scheduler.schedule(() => {
      this.paused = undefined;
      this.pump();
    }, milliseconds);
  }

  private finish(): void {
    if (this.ended === undefined || this.queue.length > 0) return;
    const { error } = this.ended;
    if (error === undefined) this.out.complete();
    else this.out.error(error.cause);
  }
}
