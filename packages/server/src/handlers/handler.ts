import type { ClientFrame } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import type { Session } from '../session/session.ts';

/** The client's frame with that name. */
export type FrameOf<O extends ClientFrame['op']> = Extract<ClientFrame, { readonly op: O }>;

/** What to do with one kind of frame, and who may send it. */
export interface Handler<O extends ClientFrame['op']> {
  readonly needs: Role;
  /** @throws Refusal, answered with ERROR, or FrameError, which ends the session with its code. */
  handle(session: Session, frame: FrameOf<O>, bytes: number): void;
}
