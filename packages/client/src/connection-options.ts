import type { SchedulerLike } from 'rxjs';
import type { BackoffOptions } from './backoff.ts';
import type { SocketClass } from './socket.ts';

/** How to connect. */
export interface ConnectOptions {
  /** What the client calls itself, for people. */
  readonly name?: string;
  /** Identity of the client, the same after a reconnect; random unless given. */
  readonly id?: string;
  /** Sent in the first frame, never in the URL; a function is asked again at every reconnect. */
  readonly token?: string | (() => string | Promise<string>);
  /** A WebSocket class where the platform has none (Node 20: that of the library ws). */
  readonly WebSocket?: SocketClass;
  /** Waits between attempts to reconnect: full jitter over 250 ms, doubling up to 15 s. */
  readonly backoff?: Partial<BackoffOptions>;
  /** Attempts in a row after which the connection is given up; endless unless given. */
  readonly attempts?: number;
  /** Largest message in bytes that the client takes; 16 MiB unless given. */
  readonly maxFrame?: number;
  /** Source of chance in [0, 1); Math.random unless given. */
  readonly random?: () => number;
  /** Clock and timers; RxJS's asyncScheduler unless given. */
  readonly scheduler?: SchedulerLike;
}
