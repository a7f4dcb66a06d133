import type { ServerFrame, Subscribe, Subscribed } from '@rxgrad/wire';

/** What is asked for, without the number that a session gives it. */
export type Request = Omit<Subscribe, 'op' | 'id' | 'from'>;

/** Bytes that a server may send ahead, in a subscription that leaves nothing out. */
export const WINDOW = 1 << 20;

/** Who receives what a subscription delivers. */
export interface Receiver {
  /** Where to continue after a reconnect. */
  position?(): Subscribe['from'];
  subscribed?(frame: Subscribed): void;
  /** Frames of the subscription's stream; a throw ends the connection. */
  frame(frame: ServerFrame): void;
  error(error: Error): void;
  complete(): void;
}
