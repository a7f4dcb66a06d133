import type { Samples } from '@rxgrad/wire';
import type { Intake } from './ingest.ts';
import { type Told, alike } from './receipt.ts';

/** A frame of the conversation, and what to do when all of its fates are told. */
interface Part {
  readonly intake: Intake;
  readonly end: (() => void) | undefined;
}

/**
 * What is told about the frames that share a request: fates in the order of their samples, those
 * of consecutive frames in one.
 */
export class Conversation {
  readonly #feed: string;
  readonly #run: string;
  readonly #parts: Part[] = [];
  /** One past the last sample that was sent. */
  #next: number;
  /** One past the last sample that was told about. */
  #told: number;

  constructor({ run, feed, first }: Samples) {
    this.#run = run;
    this.#feed = feed;
    this.#next = first;
    this.#told = first;
  }

  /** Whether a frame goes on where the one before it ended. */
  continuesWith({ run, feed, first }: Samples): boolean {
    return first === this.#next && feed === this.#feed && run === this.#run;
  }

  /** Takes a frame's samples in. */
  add({ n }: Samples, intake: Intake, end?: () => void): void {
    this.#next += n;
    this.#parts.push({ intake, end });
  }

  /** Whether there is nothing left to tell. */
  get over(): boolean {
    return this.#parts.length === 0;
  }

  /** Whether the first frame that is not done can be told about to its end. */
  get ripe(): boolean {
    return this.#parts[0]?.intake.complete === true;
  }

  /**
   * Tells what can be told now.
   *
   * @param tell - hears how many samples each RESULT is about
   */
  flush(tell: (told: Told, samples: number) => void): void {
    let pending: Told | undefined;
    const send = (): void => {
      if (pending === undefined) return;
      tell(pending, pending.upTo - this.#told);
      this.#told = pending.upTo;
    };
    let done = 0;
    for (const { intake, end } of this.#parts) {
      for (const told of intake.tell()) {
        if (!alike(pending, told)) send();
        pending = told;
      }
      if (!intake.complete) break;
      done += 1;
      end?.();
    }
    this.#parts.splice(0, done);
    send();
  }
}
