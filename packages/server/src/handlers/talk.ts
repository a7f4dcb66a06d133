import type { Samples } from '@rxgrad/wire';
import type { HostedRun } from '../hub/hosted-run.ts';
import { Conversation } from '../ingest/conversation.ts';
import type { Intake } from '../ingest/ingest.ts';
import type { Session } from '../session/session.ts';

/** Fates that are known are told after this long, in ms, also when others are still open. */
const PATIENCE = 20;
/** A request is told about this often, in ms, unless there is much to tell: a RESULT costs more than a sample. */
const PAUSE = 2;
/** Samples that have waited for a RESULT long enough. */
const MANY = 4_096;

/** A request of a session: tells its fates once the turn is over, so that all that is learned in it is told in one. */
export class Talk {
  readonly #session: Session;
  readonly #hosted: HostedRun;
  readonly #request: number;
  readonly #conversation: Conversation;
  /** Samples that have their fates, and were not told about. */
  #ready = 0;
  #soon = false;
  #later: (() => void) | undefined;
  #due = Infinity;
  #toldAt = -Infinity;
  readonly #onOver: () => void;

  /** @param onOver - called when all is told */
  constructor(session: Session, hosted: HostedRun, frame: Samples, onOver: () => void) {
    this.#session = session;
    this.#hosted = hosted;
    this.#request = frame.request;
    this.#conversation = new Conversation(frame);
    this.#onOver = onOver;
  }

  /** Whether all is told. */
  get over(): boolean {
    return this.#conversation.over;
  }

  /** Whether a frame goes on where the one before it ended. */
  continuesWith(frame: Samples): boolean {
    return this.#conversation.continuesWith(frame);
  }

  /** A frame's samples are under way. */
  add(frame: Samples, intake: Intake): void {
    this.#conversation.add(frame, intake);
  }

  /** More can be told; of so many samples all of a frame's. */
  change(samples: number): void {
    this.#ready += samples;
    if (this.#soon) return;
    if (this.#conversation.ripe) {
      this.#soon = true;
      queueMicrotask(this.#endOfTurn);
    } else if (this.#later === undefined) {
      this.#tellAt(this.#session.clock.now() + PATIENCE);
    }
  }

  readonly #endOfTurn = (): void => {
    this.#soon = false;
    if (this.#ready >= MANY || this.#session.clock.now() - this.#toldAt >= PAUSE) this.#flush();
    else this.#tellAt(this.#toldAt + PAUSE);
  };

  readonly #flush = (): void => {
    this.#later?.();
    this.#later = undefined;
    this.#toldAt = this.#session.clock.now();
    this.#ready = 0;
    const wasOver = this.over;
    this.#conversation.flush((told, count) => {
      this.#hosted.fates.add(told.status, count);
      this.#session.send({ op: 'result', request: this.#request, ...told });
    });
    if (!wasOver && this.over) this.#onOver();
  };

  /** Tells at this time, or at an earlier one that was arranged before. */
  #tellAt(due: number): void {
    if (this.#later !== undefined && this.#due <= due) return;
    const { clock } = this.#session;
    this.#later?.();
    this.#due = due;
    this.#later = clock.after(due - clock.now(), this.#flush);
  }
}
