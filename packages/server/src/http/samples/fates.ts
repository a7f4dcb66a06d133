import type { ServerResponse } from 'node:http';
import type { Clock } from '@rxgrad/stream';
import type { Samples } from '@rxgrad/wire';
import type { HostedRun } from '../../hub/hosted-run.ts';
import { Conversation } from '../../ingest/conversation.ts';
import type { Intake } from '../../ingest/ingest.ts';
import type { Told } from '../../ingest/receipt.ts';
import { HttpError } from '../http-error.ts';

/** Fates that are known are told after this long, in ms, also when others are still open. */
const PATIENCE = 20;
/** Seconds until a feed that found no room at all comes again. */
const RETRY_AFTER = 1;

/** What the last line sums up. */
interface Sums {
  applied: number;
  duplicate: number;
  rejected: number;
  throttled: number;
}

/** Where the fates of one request's samples are told: lines of JSON, in the samples' order. */
export class Fates {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #hosted: HostedRun;
  readonly #conversation: Conversation;
  readonly #sums: Sums = { applied: 0, duplicate: 0, rejected: 0, throttled: 0 };
  /** The sequence number to go on with: the first sample that was throttled, else the next. */
  #next: number;
  #stuck = false;
  /** What was throttled from the start on, told only if anything else follows. */
  #held: Told | undefined;
  #later: (() => void) | undefined;
  #soon = false;
  #progress: () => void = () => {};
  /** Samples that have no fate yet. */
  open = 0;

  constructor(response: ServerResponse, clock: Clock, hosted: HostedRun, frame: Samples) {
    this.#response = response;
    this.#clock = clock;
    this.#hosted = hosted;
    this.#next = frame.first;
    this.#conversation = new Conversation(frame);
  }

  /** Called when more can be told. */
  readonly onChange = (): void => {
    if (this.#soon) return;
    if (!this.#conversation.ripe) {
      this.#later ??= this.#clock.after(PATIENCE, () => this.#flush());
      return;
    }
    this.#soon = true;
    queueMicrotask(() => this.#flush());
  };

  /** The fates of these samples are told next. */
  add(frame: Samples, intake: Intake): void {
    this.open += frame.n;
    this.#conversation.add(frame, intake, () => (this.open -= frame.n));
    if (intake.complete) this.onChange();
  }

  /** Resolves once some of what was open is not any more. */
  progress(): Promise<void> {
    return new Promise((resolve) => (this.#progress = resolve));
  }

  /** Resolves once the client has read enough of what it was told. */
  async read(): Promise<void> {
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        response.off('drain', done).off('close', done);
        resolve();
      };
      response.on('drain', done).on('close', done);
    });
  }

  /**
   * The last line, once all fates were told.
   *
   * @throws HttpError - 429 when there was no room for any sample, so that nothing was answered yet
   */
  end(stopped?: string): void {
    this.#flush();
    const { applied, duplicate, rejected, throttled } = this.#sums;
    if (!this.#response.headersSent && throttled > 0) {
      throw new HttpError(429, 'throttled', 'the inbox of the run is full', {
        retryAfter: RETRY_AFTER,
        details: { next: this.#next },
      });
    }
    const sums = { applied, duplicate, rejected, throttled };
    this.#write({ end: true, next: this.#next, ...sums, ...(stopped ? { stopped } : {}) });
    this.#response.end();
  }

  #flush(): void {
    this.#soon = false;
    this.#later?.();
    this.#later = undefined;
    this.#conversation.flush((told, count) => this.#tell(told, count));
    this.#progress();
  }

  #tell(told: Told, count: number): void {
    const { status, upTo } = told;
    this.#hosted.fates.add(status, count);
    if (status in this.#sums) this.#sums[status as keyof Sums] += count;
    this.#stuck ||= status === 'throttled';
    if (!this.#stuck) this.#next = upTo;
    if (status === 'throttled' && !this.#response.headersSent) {
      this.#held = told;
      return;
    }
    if (this.#held !== undefined) this.#write(this.#held);
    this.#held = undefined;
    this.#write(told);
  }

  #write(line: object): void {
    if (this.#response.destroyed) return;
    if (!this.#response.headersSent) {
      this.#response.writeHead(200, {
        'Content-Type': 'application/x-ndjson',
        'Cache-Control': 'no-store',
      });
    }
    this.#response.write(`${JSON.stringify(line)}\n`);
  }
}
