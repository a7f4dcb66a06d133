import type { Actor, Run } from '../run.ts';
import { Brake } from './brake.ts';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { ControlError } from './control-error.ts';
import { Dials } from './dials.ts';

/** What is steered: a run that keeps an audit trail. */
export interface Steered extends Pick<Run, 'name' | 'model' | 'state' | 'progress'> {
  tell(level: 'info', code: string, detail: string): void;
}

const NAME = 128;

/** Steers one run; whatever is done is told in its events. */
export class Controls {
  readonly brake = new Brake();
  readonly dials = new Dials();
  readonly kept: Checkpoints;
  readonly #run: Steered;

  constructor(run: Steered) {
    this.#run = run;
    this.kept = new Checkpoints(run.model);
  }

  get paused(): boolean {
    return this.brake.held;
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.kept.all;
  }

  pause(actor?: Actor): void {
    this.#requireRunning();
    this.brake.hold();
    this.#tell('paused', `paused at version ${this.#version}`, actor);
  }

  resume(actor?: Actor): void {
    this.#requireRunning();
    this.brake.release();
    this.#tell('resumed', `goes on from version ${this.#version}`, actor);
  }

  step(updates = 1, actor?: Actor): Promise<void> {
    this.#requireRunning();
    if (!Number.isSafeInteger(updates) || updates < 1) {
      throw new ControlError('invalid', `step takes a whole number ≥ 1, it was given ${updates}`);
    }
    const done = this.brake.step(updates);
    this.#tell('stepping', `${updates} more from version ${this.#version} on`, actor);
    return done;
  }

  set(changes: Readonly<Record<string, number>>, actor?: Actor): void {
    this.#requireRunning();
    this.dials.set(changes);
    for (const [name, value] of Object.entries(changes)) {
      const detail = `${name} is ${value} from the next step on, after version ${this.#version}`;
      this.#tell('hyperparameter', detail, actor);
    }
  }

  checkpoint(name = `v${this.#version}`, actor?: Actor): Checkpoint {
    if (name === '' || name.length > NAME) {
      throw new ControlError('invalid', `a checkpoint's name has 1 to ${NAME} characters`);
    }
    const made = this.kept.save(name, this.#run.progress().step, this.dials.keep());
    this.#tell('checkpoint', `"${name}" keeps version ${made.version}`, actor);
    return made;
  }

  rollback(to: string | number, actor?: Actor): Checkpoint {
    const from = this.#version;
    const checkpoint = this.kept.restore(to);
    const detail = `from version ${from} to version ${checkpoint.version}, "${checkpoint.name}"`;
    this.#tell('rollback', detail, actor);
    return checkpoint;
  }

  get #version(): number {
    return this.#run.model.version;
  }

  #tell(code: string, detail: string, actor: Actor | undefined): void {
    this.#run.tell('info', code, actor?.by === undefined ? detail : `${detail}, by ${actor.by}`);
  }

  #requireRunning(): void {
    const { name, state } = this.#run;
    if (state !== 'running') throw new ControlError('state', `run "${name}" has ${state} already`);
  }
}
