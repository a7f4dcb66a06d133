import type { Clock } from '@rxgrad/stream';
import type { Samples } from '@rxgrad/wire';
import type { HostedRun } from '../../hub/hosted-run.ts';
import { type Intake, ingest } from '../../ingest/ingest.ts';
import { refuse } from '../../ingest/refuse.ts';
import type { Limits } from '../../limits.ts';
import type { Fates } from './fates.ts';
import { LineSplitter, type TellLine } from './line-splitter.ts';
import { PlainSample } from './plain-sample.ts';
import { SampleColumns } from './sample-columns.ts';
import { readSample } from './sample-line.ts';

/** Samples of one block at most: many make learning fast, few make room for them easy to find. */
const BLOCK = 512;
/** How often an inbox that others keep full is asked again, in ms. */
const ASK_AGAIN = 20;

/** What was read and waits to be let in: alike samples, or a line that is none. */
type Piece = { readonly frame: Samples; readonly refused?: string };

/** What a feed is, and where it goes. */
export interface FeedingOptions {
  readonly hosted: HostedRun;
  readonly feed: string;
  /** Sequence number of the first line. */
  readonly first: number;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly fates: Fates;
  /** Whether waiting is in vain. */
  readonly over: () => boolean;
}

/** Takes the lines of one request to the run, as fast as it learns. */
export class Feeding {
  readonly #options: FeedingOptions;
  readonly #splitter: LineSplitter;
  readonly #columns: SampleColumns;
  readonly #plain = new PlainSample();
  /** Sequence number of the first line that is gathered in the columns. */
  #first: number;
  #pieces: Piece[] = [];

  constructor(options: FeedingOptions) {
    const { hosted, first, limits } = options;
    this.#options = options;
    this.#first = first;
    this.#splitter = new LineSplitter(limits.maxFrame);
    this.#columns = new SampleColumns(Math.min(BLOCK, hosted.run.inbox?.capacity ?? BLOCK));
  }

  /** Takes a piece of the body in; resolves when there is room for the next. */
  async push(bytes: Buffer): Promise<void> {
    this.#splitter.push(bytes, this.#read);
    this.#cut();
    await this.#offerAll();
  }

  /** The body has ended; resolves when all of its samples have their fate. */
  async end(): Promise<void> {
    this.#splitter.end(this.#read);
    this.#cut();
    await this.#offerAll();
    await this.settled();
  }

  /** Resolves when all samples that were let in have their fate. */
  async settled(): Promise<void> {
    while (this.#options.fates.open > 0) await this.#options.fates.progress();
  }

  readonly #read: TellLine = (bytes, from, to) => {
    if (bytes === undefined) return this.#refuse('the line is longer than allowed');
    const sample = this.#plain.read(bytes, from, to) ?? this.#other(bytes, from, to);
    if (sample === undefined) return;
    if (typeof sample === 'string') return this.#refuse(sample);
    if (!this.#columns.fits(sample)) this.#cut();
    this.#columns.add(sample);
  };

  /** A line that is not as plain as most; nothing where it is blank. */
  #other(bytes: Uint8Array, from: number, to: number): ReturnType<typeof readSample> | undefined {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
    return line.trim() === '' ? undefined : readSample(line);
  }

  #refuse(reason: string): void {
    this.#cut();
    this.#pieces.push({ frame: this.#frame({ n: 1, x: new Float32Array(0) }), refused: reason });
  }

  /** Alike samples end here. */
  #cut(): void {
    if (this.#columns.size > 0) this.#pieces.push({ frame: this.#frame(this.#columns.take()) });
  }

  #frame(columns: Pick<Samples, 'n' | 'x' | 'y'>): Samples {
    const { hosted, feed } = this.#options;
    const first = this.#first;
    this.#first += columns.n;
    return { op: 'samples', request: 0, run: hosted.run.name, feed, first, ...columns };
  }

  async #offerAll(): Promise<void> {
    const { fates } = this.#options;
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) {
      if (piece.refused === undefined && !this.#room(piece.frame))
        await this.#untilRoom(piece.frame);
      fates.add(piece.frame, this.#offer(piece));
    }
    await fates.read();
  }

  #offer({ frame, refused }: Piece): Intake {
    const { hosted, fates } = this.#options;
    if (refused === undefined) return ingest(hosted, frame, fates.onChange);
    return refuse(hosted, frame.feed, frame.first, refused);
  }

  /** Whether there is room for a block, or none is needed: what is known or can't be taken is told at once. */
  #room({ feed, first, n }: Samples): boolean {
    const { hosted, fates, limits } = this.#options;
    const { run, feeds } = hosted;
    if (run.state !== 'running' || run.inbox === undefined || run.inbox.closed) return true;
    const next = feeds.next(feed, first);
    if (next < first || next >= first + n) return true;
    return run.inbox.free >= n && fates.open < limits.maxSamplesInFlight;
  }

  /** Waits for room, for a while; who finds none is throttled. */
  async #untilRoom(frame: Samples): Promise<void> {
    const { clock, limits, fates, over } = this.#options;
    const deadline = clock.now() + limits.inboxPatience;
    while (!this.#room(frame) && clock.now() < deadline && !over()) {
      let callOff = (): void => {};
      const again = new Promise<void>((resolve) => (callOff = clock.after(ASK_AGAIN, resolve)));
      await Promise.race([fates.progress(), again]);
      callOff();
    }
  }
}
