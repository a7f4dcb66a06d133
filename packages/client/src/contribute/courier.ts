import {
  GradientEncoder,
  type EncodingName,
  type ErrorFrame,
  type GradientFrame,
  type Result,
  type ServerFrame,
} from '@rxgrad/wire';
import { Subscription } from 'rxjs';
import { backoff, BACKOFF } from '../backoff.ts';
import type { Connection } from '../connection.ts';
import { errorOfFrame } from '../failures.ts';
import type { Lesson } from './local-learning.ts';
import type { Seat } from './seat.ts';

/** Who a courier works for. */
export interface Sender {
  readonly connection: Connection;
  readonly run: string;
  readonly seat: Seat;
  readonly encoding: EncodingName;
  /** Hash of the run's schema. */
  readonly schema: string;
  /** Number of weights. */
  readonly length: number;
  /** The fate of what was sent last, and how many bytes that were. */
  readonly answered: (result: Result, bytes: number) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Sends one contribution at a time until its fate is known: again after a reconnect, again after a
 * pause where there was no room. The server knows a repeat by its number.
 */
export class Courier {
  private readonly sender: Sender;
  private readonly encoder: GradientEncoder;
  private readonly watch = new Subscription();
  private frames: readonly Omit<GradientFrame, 'request'>[] = [];
  private request: number | undefined;
  private waiting: Subscription | undefined;
  private refused = 0;

  constructor(sender: Sender) {
    this.sender = sender;
    this.encoder = new GradientEncoder(sender.length, sender.encoding);
    const { connection, failed } = sender;
    this.watch.add(connection.session$.subscribe({ next: () => this.transmit(), error: failed }));
    this.watch.add(
      connection.frame$.subscribe({ next: (frame) => this.receive(frame), error: () => {} }),
    );
  }

  /**
   * Sends what was learned.
   *
   * @throws FrameError when it is not finite: then nothing is sent, and nothing owed for it
   */
  send({ kind, data, epoch, base, size, loss }: Lesson): void {
    const { run, seat, schema } = this.sender;
    const parts = this.encoder.encode(data);
    const about = {
      op: 'gradient',
      run,
      kind,
      epoch,
      base,
      n: size,
      contributor: seat.contributor,
      sequence: seat.number(),
      schema,
      ...(Number.isFinite(loss) ? { loss } : {}),
    } as const;
    this.frames = parts.map((part) => ({ ...about, ...part }));
    this.transmit();
  }

  stop(): void {
    this.watch.unsubscribe();
    this.waiting?.unsubscribe();
  }

  private transmit(): void {
    this.waiting?.unsubscribe();
    this.waiting = undefined;
    const { connection } = this.sender;
    if (this.frames.length === 0 || connection.session === undefined) return;
    const request = connection.takeId();
    this.request = request;
    for (const frame of this.frames) connection.send({ ...frame, request });
  }

  private receive(frame: ServerFrame): void {
    if (frame.op === 'result' && frame.request === this.request) this.settle(frame);
    else if (frame.op === 'error' && frame.reference === this.request) this.refuse(frame);
  }

  private settle(result: Result): void {
    this.request = undefined;
    this.refused = 0;
    if (result.status === 'throttled') return this.later(result.retryAfter ?? 100);
    if (result.status === 'stale' || result.status === 'rejected') this.encoder.undo();
    const bytes = this.frames.reduce((sum, frame) => sum + bytesOf(frame), 0);
    this.frames = [];
    this.sender.answered(result, bytes);
  }

  /** Each part may have been refused: only the first refusal counts. */
  private refuse(frame: ErrorFrame): void {
    this.request = undefined;
    if (!frame.temporary) return this.sender.failed(errorOfFrame(frame));
    this.later(backoff(this.refused, BACKOFF, this.sender.connection.random));
    this.refused += 1;
  }

  private later(milliseconds: number): void {
    this.waiting = this.sender.connection.schedule(milliseconds, () => this.transmit());
  }
}

function bytesOf({ data, indices, scales }: Omit<GradientFrame, 'request'>): number {
  return data.byteLength + (indices?.byteLength ?? 0) + (scales?.byteLength ?? 0);
}
