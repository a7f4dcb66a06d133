import type { ClientFrame } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import type { Session } from '../session/session.ts';

/** What a client may send once it was let in. */
export type Request = Exclude<ClientFrame, { readonly op: 'hello' }>;

/** The request with that name. */
export type RequestOf<O extends Request['op']> = Extract<Request, { readonly op: O }>;

/** What to do with one kind of request, and who may send it. */
export interface Handler<O extends Request['op']> {
  readonly needs: Role;
  /** What it takes of the client's frames a second: about how much work it is. */
  readonly cost: number;
  /** @throws Refusal, answered with ERROR. */
  handle(session: Session, frame: RequestOf<O>, bytes: number): void;
}
