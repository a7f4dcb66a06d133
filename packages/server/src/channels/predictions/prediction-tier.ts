import type { Update } from '@rxgrad/stream';
import { every } from '../../every.ts';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Subscription } from '../channel.ts';
import type { Hosted } from '../hosted.ts';
import { PredictionRows } from './prediction-rows.ts';
import { PredictionsLane } from './predictions-lane.ts';

/** All subscribers of a run's latest predictions at one rate: of each beat, those of the last update. */
export class PredictionTier {
  readonly #hosted: Hosted;
  readonly #hz: number;
  readonly #stream: number;
  readonly #rows = new PredictionRows();
  readonly #audience = new Audience<PredictionsLane>();
  #last: Update | undefined;
  #stop: () => void = () => {};

  constructor(hosted: Hosted, hz: number) {
    this.#hosted = hosted;
    this.#hz = hz;
    this.#stream = hosted.nextStream();
  }

  open(session: Session, epoch: number): Subscription {
    if (this.#audience.size === 0) this.#begin();
    this.#audience.enter(session, () => new PredictionsLane(this.#stream, session.outbound));
    return {
      terms: {
        stream: this.#stream,
        epoch,
        version: this.#hosted.run.model.version,
        recovered: false,
        encoding: 'f32',
        hz: this.#hz,
      },
      start: () => {},
      close: () => {
        this.#audience.leave(session);
        if (this.#audience.size === 0) this.close();
      },
    };
  }

  /** The run goes on from other weights: tells so. */
  reset(frameOf: (stream: number) => Uint8Array): void {
    this.#last = undefined;
    const frame = frameOf(this.#stream);
    this.#audience.forEach((lane) => lane.restart(frame));
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#stop();
    this.#last = undefined;
  }

  #begin(): void {
    const { run, clock } = this.#hosted;
    const watch = run.update$.subscribe({
      next: (update) => (this.#last = update),
      error: () => {},
    });
    const stopBeat = every(clock, 1_000 / this.#hz, () => this.#tell());
    this.#stop = () => {
      watch.unsubscribe();
      stopBeat();
    };
  }

  #tell(): void {
    if (this.#last === undefined) return;
    this.#rows.add(this.#last, this.#hosted.run);
    this.#last = undefined;
    // The last samples of a block that is more than a frame can hold.
    const told = this.#rows.take(this.#stream).at(-1);
    if (told !== undefined) this.#audience.forEach((lane) => lane.deliver(told.bytes));
  }
}
