import { ControlError } from '@rxgrad/stream';
import { type Control, REFUSALS, type Reply } from '@rxgrad/wire';
import type { HostedRun } from '../hub/hosted-run.ts';
import type { Session } from '../session/session.ts';
import { type Outcome, act } from '../steering/actions.ts';
import type { Handler } from './handler.ts';

/** CONTROL: answered with REPLY, once what was asked for is done. */
export const control: Handler<'control'> = {
  needs: 'operator',
  cost: 20,
  handle(session, frame, bytes) {
    const hosted = session.hub.run(frame.run);
    const end = session.inbound.begin(bytes);
    const answer = (reply: Answer): void => {
      end();
      session.send({ op: 'reply', request: frame.request, ...whereIs(hosted), ...reply });
    };
    try {
      const conflict = conflictOf(hosted, frame);
      if (conflict !== undefined) return answer(conflict);
      const outcome = act(hosted.run, frame, { by: actorOf(session) });
      if (frame.action === 'rollback') hosted.reset('rollback');
      if (!(outcome instanceof Promise)) return answer(yes(outcome));
      outcome.then(
        (later) => answer(yes(later)),
        (error: unknown) => answer(no(REFUSALS.state, String(error))),
      );
    } catch (error) {
      if (error instanceof ControlError) return answer(no(error.fault, error.message));
      end();
      throw error;
    }
  },
};

type Answer = Pick<Reply, 'ok' | 'error' | 'code' | 'result'>;

function whereIs({ run, epoch }: HostedRun): Pick<Reply, 'version' | 'epoch'> {
  return { version: run.model.version, epoch };
}

/** Compares what the request was made for with what is; the action follows without a pause. */
function conflictOf(hosted: HostedRun, { ifVersion, ifEpoch }: Control): Answer | undefined {
  const { version } = hosted.run.model;
  if (ifVersion !== undefined && ifVersion !== version) {
    return no(REFUSALS.conflict, `the weights are at version ${version}, not ${ifVersion}`);
  }
  if (ifEpoch === undefined || ifEpoch === hosted.epoch) return undefined;
  return no(REFUSALS.conflict, `the run is in epoch ${hosted.epoch}, not ${ifEpoch}`);
}

function yes(result: Outcome): Answer {
  return result === undefined ? { ok: true } : { ok: true, result };
}

function no(code: string, error: string): Answer {
  return { ok: false, code, error: error.slice(0, 512) };
}

/** As the audit trail names whoever did it. */
function actorOf({ role, credentials, id }: Session): string {
  return `${role} "${credentials.name}" in session ${id}`;
}
