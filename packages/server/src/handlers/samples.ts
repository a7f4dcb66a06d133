import { ERRORS, type Samples } from '@rxgrad/wire';
import type { HostedRun } from '../hub/hosted-run.ts';
import { type Intake, ingest } from '../ingest/ingest.ts';
import { Refusal } from '../session/refusal.ts';
import type { Session } from '../session/session.ts';
import type { Handler } from './handler.ts';
import { Talk } from './talk.ts';

/** Samples that cost as much as a request. */
const WHOLE = 256;

/** SAMPLES: answered with RESULTs, in order, as the samples are learned. */
export const samples: Handler<'samples'> = {
  needs: 'feeder',
  cost: 0,
  handle(session, frame, bytes) {
    const { hub } = session;
    const hosted = hub.run(frame.run);
    if (hosted.run.inbox === undefined) {
      throw new Refusal(ERRORS.unsupported, `"${frame.run}" takes no samples from outside`);
    }
    if (frame.n < 1 || frame.n > hub.limits.maxSamples) {
      throw new Refusal(ERRORS.limit, `a frame holds 1 to ${hub.limits.maxSamples} samples`);
    }
    if (frame.first + frame.n > Number.MAX_SAFE_INTEGER) {
      throw new Refusal(ERRORS.badRequest, 'samples are numbered below 2^53');
    }
    const talks = talksOf(session);
    const talk = talks.with(hosted, frame);
    const end = session.inbound.begin(bytes);
    const intake = ingest(hosted, frame, onChange);
    talks.add(talk, frame, intake);
    if (intake.complete) {
      // What is learned is paced by the inbox; what brings nothing is paid for, by its size: a window
      // of small frames behind one that is thrown back must not look like a flood.
      session.inbound.charge(Math.max(frame.n / WHOLE, 1 / 16));
      onChange();
    }

    function onChange(): void {
      if (intake.complete) end();
      talk.change(intake.complete ? frame.n : 0);
    }
  },
};

const talksOfSessions = new WeakMap<Session, Talks>();

function talksOf(session: Session): Talks {
  const known = talksOfSessions.get(session);
  if (known !== undefined) return known;
  const made = new Talks(session);
  talksOfSessions.set(session, made);
  return made;
}

/** The requests of a session that are under way, and the last one, which may go on. */
class Talks {
  readonly #session: Session;
  readonly #known = new Map<number, Talk>();
  #last: { readonly request: number; readonly talk: Talk } | undefined;
  /** How many have something left to tell; as long as there is one, the session is busy. */
  #open = 0;
  #rest: () => void = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** The request that a frame is part of: its own, or one that it continues. */
  with(hosted: HostedRun, frame: Samples): Talk {
    const { request } = frame;
    const known = this.#last?.request === request ? this.#last.talk : this.#known.get(request);
    if (known?.continuesWith(frame) === true) return known;
    if (known?.over === false) {
      throw new Refusal(ERRORS.badRequest, `request ${request} does not go on at ${frame.first}`);
    }
    if (this.#last?.talk.over === true) this.#known.delete(this.#last.request);
    const onOver = (): void => this.#end(request, talk);
    const talk: Talk = new Talk(this.#session, hosted, frame, onOver);
    this.#known.set(request, talk);
    this.#last = { request, talk };
    return talk;
  }

  /** A frame's samples are under way. */
  add(talk: Talk, frame: Samples, intake: Intake): void {
    if (talk.over) this.#open += 1;
    if (talk.over && this.#open === 1) this.#rest = this.#session.inbound.begin(0);
    talk.add(frame, intake);
  }

  /** All of a request is told; the last one may go on. */
  #end(request: number, talk: Talk): void {
    this.#open -= 1;
    if (this.#open === 0) this.#rest();
    if (this.#last?.talk !== talk && this.#known.get(request) === talk) this.#known.delete(request);
  }
}
