import type { Clock } from '@rxgrad/stream';

/**
 * Runs `task` every `period` ms until called off. Late beats are skipped, never caught up on: what
 * the hub tells is always the latest.
 */
export function every(clock: Clock, period: number, task: () => void): () => void {
  let due = clock.now() + period;
  let over = false;
  let callOff = clock.after(period, beat);
  function beat(): void {
    task();
    if (over) return;
    const now = clock.now();
    due += period;
    if (due <= now) due = now + period;
    callOff = clock.after(due - now, beat);
  }
  return () => {
    over = true;
    callOff();
  };
}
