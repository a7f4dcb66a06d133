import type { ContributionFate } from '@rxgrad/stream';
import { FrameError, GradientDecoder, type GradientFrame } from '@rxgrad/wire';
import type { Session } from '../session/session.ts';
import type { Desk } from './desk.ts';
import type { Tell, Verdict } from './track.ts';

/** When to try again where there was no room, in ms. */
const RETRY_AFTER = 50;

/** Where one session hands in its contributions to one run, part by part. */
export class Counter {
  readonly contributor: string;
  readonly #desk: Desk;
  readonly #session: Session;
  /** What is being put together. */
  #open: { readonly head: GradientFrame; readonly decoder: GradientDecoder } | undefined;
  /** The request that was answered last: its other parts say nothing new. */
  #answered: number | undefined;

  constructor(desk: Desk, session: Session, contributor: string) {
    this.#desk = desk;
    this.#session = session;
    this.contributor = contributor;
  }

  /** Takes a part; each contribution is answered with one RESULT. */
  receive(frame: GradientFrame): void {
    if (frame.request === this.#answered) return;
    if (this.#open !== undefined && this.#open.head.request !== frame.request) {
      this.#refuse(this.#open.head, 'its parts are mixed with those of another');
    }
    if (this.#open === undefined && !this.#begin(frame)) return;
    this.#continue(frame);
  }

  /** The session is gone, and what it had begun is, too. */
  leave(): void {
    if (this.#open !== undefined) this.#desk.open -= 1;
    this.#open = undefined;
  }

  /** Looks at the first part: whether the whole is worth putting together. */
  #begin(frame: GradientFrame): boolean {
    const desk = this.#desk;
    const track = desk.track(this.contributor);
    const { version, data } = desk.run.model;
    if (!track.isNew(frame.sequence)) {
      // What is left of one that was answered before all of it had come.
      if (frame.part > 0) return false;
      this.#answered = frame.request;
      track.repeat(frame.sequence, version, this.#tellOf(frame));
      return false;
    }
    const verdict = this.#verdictOf(frame);
    if (verdict !== undefined) {
      this.#answer(frame, verdict);
      return false;
    }
    desk.open += 1;
    this.#open = { head: frame, decoder: new GradientDecoder(data.length, frame) };
    return true;
  }

  #continue(frame: GradientFrame): void {
    try {
      const values = this.#open?.decoder.take(frame);
      if (values === undefined) return;
      this.leave();
      this.#offer(frame, values);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#refuse(frame, error.message);
    }
  }

  #offer(frame: GradientFrame, data: Float32Array): void {
    // Other parts came in between: the run may have moved on.
    const verdict = this.#verdictOf(frame);
    if (verdict !== undefined) return this.#answer(frame, verdict);
    const { run } = this.#desk;
    const { epoch } = run.model;
    const { contributor, kind, base, n, loss, sequence } = frame;
    this.#answered = frame.request;
    const tell = this.#desk.track(contributor).take(sequence, this.#tellOf(frame));
    run.contributions?.offer({ contributor, kind, epoch, base, size: n, loss, data }, (fate) =>
      tell(verdictOfFate(fate, run.model.version)),
    );
  }

  /** Why a contribution can't be taken, if it can't. */
  #verdictOf(frame: GradientFrame): Verdict | undefined {
    const { run, hosted } = this.#desk;
    const { version } = run.model;
    const reason = this.#faultOf(frame);
    if (reason !== undefined) return { status: 'rejected', version, reason };
    if (frame.epoch !== hosted.epoch) return { status: 'stale', version };
    const full = (run.contributions?.free ?? 0) <= 0;
    const crowded = this.#open === undefined && !this.#desk.room;
    if (full || crowded) return { status: 'throttled', version, retryAfter: RETRY_AFTER };
    return undefined;
  }

  #faultOf({ schema }: GradientFrame): string | undefined {
    const { run, hosted } = this.#desk;
    if (run.state !== 'running') return `the run has ${run.state}`;
    if (run.contributions?.closed !== false) return 'the run takes no more contributions';
    if (schema === undefined || schema === hosted.schemaHash) return undefined;
    return `it is for schema ${schema}, the run has ${hosted.schemaHash}`;
  }

  #refuse(frame: GradientFrame, reason: string): void {
    this.leave();
    this.#answer(frame, { status: 'rejected', version: this.#desk.run.model.version, reason });
  }

  #answer(frame: GradientFrame, verdict: Verdict): void {
    this.#answered = frame.request;
    const tell = this.#tellOf(frame);
    if (verdict.status === 'throttled') tell(verdict);
    else this.#desk.track(this.contributor).take(frame.sequence, tell)(verdict);
  }

  #tellOf({ request, sequence }: GradientFrame): Tell {
    return ({ reason, ...verdict }) =>
      this.#session.send({
        op: 'result',
        request,
        upTo: sequence + 1,
        ...verdict,
        ...(reason === undefined ? {} : { reason: reason.slice(0, 512) }),
      });
  }
}

function verdictOfFate(fate: ContributionFate, version: number): Verdict {
  return { version, ...fate };
}
