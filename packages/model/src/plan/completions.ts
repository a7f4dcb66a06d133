import { Program, type Section } from '@rxgrad/kernels';
import type { LossFunction } from '../losses/loss-function.ts';
import type { OptimizerBinding } from '../optimizers/optimizer-binding.ts';
import { aftermathOf } from '../transforms/transform.ts';
import { emitCompletion, keepsGradient } from './step-program.ts';
import type { Workspace } from './workspace.ts';

/** How a step is completed that was left off somewhere. */
export interface Completion {
  /** From the loss on. */
  readonly fromLoss: Section;
  /** From the gradient on, where the loss is in memory already. */
  readonly fromGradient: Section;
  /** Functions of the host take part: they may throw, so nothing is put off that comes before them. */
  readonly hosted: boolean;
  /** The gradient is written down on the way. */
  readonly keepsGradient: boolean;
}

/** The programs that complete a step, for each loss and optimizer. */
export class Completions {
  readonly #workspace: Workspace;
  readonly #known = new Map<OptimizerBinding, Map<LossFunction, Completion>>();
  #layout = 0;
  #last: Completion | undefined;
  #lastBinding: OptimizerBinding | undefined;
  #lastLoss: LossFunction | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  of(binding: OptimizerBinding, loss: LossFunction): Completion {
    // A gradient that was given meanwhile may have moved tables to where there is room for it.
    this.#workspace.reserve(0, 0);
    if (this.#layout !== this.#workspace.layout) this.#clear();
    if (this.#last !== undefined && this.#lastBinding === binding && this.#lastLoss === loss) {
      return this.#last;
    }
    const byLoss = this.#known.get(binding) ?? new Map<LossFunction, Completion>();
    this.#known.set(binding, byLoss);
    const completion = byLoss.get(loss) ?? this.#compile(binding, loss);
    byLoss.set(loss, completion);
    this.#last = completion;
    this.#lastBinding = binding;
    this.#lastLoss = loss;
    return completion;
  }

  #clear(): void {
    this.#known.clear();
    this.#last = undefined;
    this.#layout = this.#workspace.layout;
  }

  #compile(binding: OptimizerBinding, loss: LossFunction): Completion {
    const workspace = this.#workspace;
    const parts = { workspace, loss, binding, transform: undefined, aftermath: aftermathOf([]) };
    const whole = new Program();
    workspace.emitLoss(whole, loss);
    const rest = new Program();
    emitCompletion(rest, parts);
    whole.append(rest);
    return {
      fromLoss: workspace.machine.place(whole),
      fromGradient: workspace.machine.place(rest),
      hosted: whole.calls.length > 0,
      keepsGradient: keepsGradient(parts),
    };
  }
}
