import { ERRORS, type Samples } from '@rxgrad/wire';
import type { HostedRun } from '../hub/hosted-run.ts';
import { Conversation } from '../ingest/conversation.ts';
import { ingest } from '../ingest/ingest.ts';
import { Refusal } from '../session/refusal.ts';
import type { Session } from '../session/session.ts';
import type { Handler } from './handler.ts';

/** Fates that are known are told after this long, in ms, also when others are still open. */
const PATIENCE = 20;

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
    const talk = talkOf(session, hosted, frame);
    const intake = ingest(hosted, frame, talk.onChange);
    talk.conversation.add(frame, intake, session.inbound.begin(bytes));
    if (!intake.complete) return;
    // What is learned is paced by the inbox; what brings nothing is paid for.
    session.inbound.charge(1);
    talk.onChange();
  },
};

/** A request of a session, and how its fates get told. */
interface Talk {
  readonly conversation: Conversation;
  /** More can be told. */
  readonly onChange: () => void;
}

const talks = new WeakMap<Session, Map<number, Talk>>();

/** The request that a frame is part of: its own, or one that it continues. */
function talkOf(session: Session, hosted: HostedRun, frame: Samples): Talk {
  let open = talks.get(session);
  if (open === undefined) talks.set(session, (open = new Map<number, Talk>()));
  const known = open.get(frame.request);
  if (known?.conversation.continuesWith(frame) === true) return known;
  if (known !== undefined) {
    throw new Refusal(
      ERRORS.badRequest,
      `request ${frame.request} does not go on at ${frame.first}`,
    );
  }
  const conversation = new Conversation(frame);
  const talk = { conversation, onChange: telling(session, hosted, frame.request, conversation) };
  open.set(frame.request, talk);
  return talk;
}

/** Tells what can be told once the turn is over, so that all that is learned in it is told in one. */
function telling(
  session: Session,
  hosted: HostedRun,
  request: number,
  conversation: Conversation,
): () => void {
  let soon = false;
  let later: (() => void) | undefined;
  const flush = (): void => {
    soon = false;
    later?.();
    later = undefined;
    conversation.flush((told, count) => {
      hosted.fates.add(told.status, count);
      session.send({ op: 'result', request, ...told });
    });
    if (conversation.over) talks.get(session)?.delete(request);
  };
  return () => {
    if (soon) return;
    if (!conversation.ripe) {
      later ??= session.clock.after(PATIENCE, flush);
      return;
    }
    soon = true;
    queueMicrotask(flush);
  };
}
