/**
 * Time as an argument: what a stream needs of a clock, so that a test can be its own time.
 */
export interface Clock {
  /** Milliseconds, monotonic, from any origin. */
  now(): number;
  /** Runs `task` after `delay` ms, in a later turn of the event loop also when it is 0; returns how to call it off. */
  after(delay: number, task: () => void): () => void;
}

/** A turn of the event loop, as cheaply as the platform gives it: sockets and timers run in between. */
const nextTurn: (task: () => void) => () => void =
  typeof setImmediate === 'function' ? immediate : message;

function immediate(task: () => void): () => void {
  const handle = setImmediate(task);
  return () => clearImmediate(handle);
}

/** Browsers clamp nested timeouts to 4 ms; a message port does not wait. */
function message(task: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(undefined);
  return () => port1.close();
}

function timeout(delay: number, task: () => void): () => void {
  const handle = setTimeout(task, delay);
  return () => clearTimeout(handle);
}

/**
 * The machine's own clock: `performance.now()`, immediates and timeouts.
 *
 * @example
 * ```ts
 * import { systemClock } from 'rxgrad';
 *
 * const before = systemClock.now();
 * await new Promise<void>((resolve) => systemClock.after(2, resolve));
 * systemClock.now() - before > 1; // → true
 * ```
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, task) => (delay > 0 ? timeout(delay, task) : nextTurn(task)),
};
