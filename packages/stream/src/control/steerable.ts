import type { Optimizer } from '@rxgrad/model';
import type { Stateful } from '@rxgrad/online';
import type { Actor, Run, Steering } from '../run.ts';
import { Brake } from './brake.ts';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { ControlError } from './control-error.ts';
import { Dials } from './dials.ts';
import type { Valve } from './valve.ts';

/** The longest name of a checkpoint, as the wire has it. */
const NAME = 128;

/** What can be steered: a run that keeps an audit trail. Whatever is done is told in its events. */
export abstract class Steerable implements Steering {
  abstract readonly name: string;
  abstract readonly model: Run['model'];
  abstract readonly state: Run['state'];
  readonly #brake = new Brake();
  readonly #dials = new Dials();
  readonly #checkpoints = new Checkpoints();

  abstract progress(): ReturnType<Run['progress']>;
  abstract tell(level: 'info', code: string, detail: string): void;

  get paused(): boolean {
    return this.#brake.held;
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints.all;
  }

  pause(actor?: Actor): void {
    this.#requireRunning();
    this.#brake.hold();
    this.#tell('paused', `paused at version ${this.model.version}`, actor);
  }

  resume(actor?: Actor): void {
    this.#requireRunning();
    this.#brake.release();
    this.#tell('resumed', `goes on from version ${this.model.version}`, actor);
  }

  step(updates = 1, actor?: Actor): Promise<void> {
    this.#requireRunning();
    if (!Number.isSafeInteger(updates) || updates < 1) {
      throw new ControlError('invalid', `step takes a whole number ≥ 1, it was given ${updates}`);
    }
    const done = this.#brake.step(updates);
    this.#tell('stepping', `${updates} more from version ${this.model.version} on`, actor);
    return done;
  }

  set(changes: Readonly<Record<string, number>>, actor?: Actor): void {
    this.#requireRunning();
    this.#dials.set(changes);
    for (const [name, value] of Object.entries(changes)) {
      const detail = `${name} is ${value} from the next step on, after version ${this.model.version}`;
      this.#tell('hyperparameter', detail, actor);
    }
  }

  checkpoint(name = `v${this.model.version}`, actor?: Actor): Checkpoint {
    if (name === '' || name.length > NAME) {
      throw new ControlError('invalid', `a checkpoint's name has 1 to ${NAME} characters`);
    }
    const { version, epoch } = this.model;
    const made = { name, version, epoch, step: this.progress().step };
    this.#checkpoints.save(made, this.model, this.#dials.keep());
    this.#tell('checkpoint', `"${name}" keeps version ${version}`, actor);
    return made;
  }

  rollback(to: string | number, actor?: Actor): Checkpoint {
    const from = this.model.version;
    const checkpoint = this.#checkpoints.restore(to);
    const detail = `from version ${from} to version ${checkpoint.version}, "${checkpoint.name}"`;
    this.#tell('rollback', detail, actor);
    return checkpoint;
  }

  optimizes(optimizer: Optimizer): void {
    this.#dials.add(optimizer);
  }

  remembers(part: Stateful): void {
    this.#checkpoints.add(part);
  }

  drawsFrom(valve: Valve): () => void {
    return this.#brake.add(valve);
  }

  /** So many updates were made: who steps may have come to the end. */
  protected stepped(updates: number): void {
    this.#brake.updated(updates);
  }

  /** The run is over: nobody waits for a step any longer. */
  protected endSteps(): void {
    this.#brake.end();
  }

  #tell(code: string, detail: string, actor: Actor | undefined): void {
    this.tell('info', code, actor?.by === undefined ? detail : `${detail}, by ${actor.by}`);
  }

  #requireRunning(): void {
    const { name, state } = this;
    if (state !== 'running') throw new ControlError('state', `run "${name}" has ${state} already`);
  }
}
