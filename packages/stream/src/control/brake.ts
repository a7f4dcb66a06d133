import { ControlError } from './control-error.ts';
import type { Valve } from './valve.ts';

interface Stepper {
  /** Updates that are still to come. */
  left: number;
  readonly resolve: () => void;
}

/** Holds the sources of a run back, lets them go, or lets them go for so many updates. */
export class Brake {
  readonly #valves = new Set<Valve>();
  #held = false;
  /** Updates after which to hold; none are counted while it is infinite. */
  #left = Infinity;
  #steppers: Stepper[] = [];

  /** Whether the sources are held. */
  get held(): boolean {
    return this.#held;
  }

  /** One more source; returns how to take it away. */
  add(valve: Valve): () => void {
    this.#valves.add(valve);
    return () => this.#valves.delete(valve);
  }

  hold(): void {
    this.#requireValves();
    this.#settle(true, Infinity);
    this.#endSteps();
  }

  release(): void {
    this.#requireValves();
    this.#settle(false, Infinity);
    this.#endSteps();
  }

  /** Lets so many more updates through; resolves when they are made, or never will be. */
  step(updates: number): Promise<void> {
    this.#requireValves();
    const left = (this.#left === Infinity ? 0 : this.#left) + updates;
    const done = new Promise<void>((resolve) => this.#steppers.push({ left, resolve }));
    this.#settle(false, left);
    return done;
  }

  /** Counts updates; cheap while nobody steps. */
  updated(updates: number): void {
    if (this.#left === Infinity) return;
    this.#left = Math.max(0, this.#left - updates);
    for (const stepper of this.#steppers) stepper.left -= updates;
    if (this.#left === 0) this.#settle(true, Infinity);
    this.#endSteps((stepper) => stepper.left <= 0);
  }

  /** The run is over: nobody waits any longer. */
  end(): void {
    this.#endSteps();
  }

  #settle(held: boolean, left: number): void {
    this.#left = left;
    this.#held = held;
    for (const valve of this.#valves) {
      // What one lets go may be the last update, or be paused by whoever sees it: the others stay held then.
      if (this.#held !== held) return;
      if (held) valve.hold();
      else valve.release();
    }
  }

  #endSteps(over: (stepper: Stepper) => boolean = () => true): void {
    const ended = this.#steppers.filter(over);
    this.#steppers = this.#steppers.filter((stepper) => !ended.includes(stepper));
    for (const { resolve } of ended) resolve();
  }

  #requireValves(): void {
    if (this.#valves.size > 0) return;
    throw new ControlError(
      'state',
      'the pipeline has no source that can be held back; begin it with stream(…)',
    );
  }
}
