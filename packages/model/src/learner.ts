import { Program, type Section } from '@rxgrad/kernels';
import type { LossFunction } from './losses/loss-function.ts';
import type { Model } from './model.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { OptimizerBinding } from './optimizers/optimizer-binding.ts';
import { requireMaxNorm } from './parameters/norm-programs.ts';
import { BlockLearner, type BlockUpdate } from './plan/block-learner.ts';
import { Labels } from './plan/labels.ts';
import { requireNeuron, requireOneSample } from './plan/neuron-update.ts';
import { type StepParts, descends, emitStep } from './plan/step-program.ts';
import { Forward } from './records/forward.ts';
import { Gradient } from './records/gradient.ts';
import { Loss } from './records/loss.ts';
import type { WeightUpdate } from './records/weight-update.ts';
import { Batch } from './samples/batch.ts';
import type { Block } from './samples/block.ts';
import type { Sample } from './samples/sample.ts';

/** Options of {@link learner}. */
export interface LearnerOptions {
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  /** The longest gradient that is let through. Default: any. */
  readonly clipNorm?: number;
}

/** The stages of a step in one call into the kernels; see {@link learner}. */
export class Learner {
  readonly model: Model;
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  readonly #binding: OptimizerBinding;
  readonly #labels: Labels;
  readonly #parts: StepParts;
  readonly #keepsGradient: boolean;
  #block: BlockLearner | undefined;
  #step: Section = { first: 0, last: 0 };
  #layout = 0;

  constructor(model: Model, { loss, optimizer, clipNorm }: LearnerOptions) {
    if (clipNorm !== undefined) requireMaxNorm(clipNorm);
    requireNeuron(model.workspace, optimizer, loss);
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.#binding = model.bind(optimizer);
    this.#labels = new Labels(loss, model.outputs);
    const clip =
      clipNorm === undefined ? undefined : (program: Program) => model.emitClip(program, clipNorm);
    this.#parts = { workspace: model.workspace, loss, binding: this.#binding, clip };
    this.#keepsGradient = !descends(this.#parts) && optimizer.rule.linear === undefined;
  }

  /**
   * One update from one sample.
   *
   * @throws ShapeError, NonFiniteError, LabelError when the sample is bad; weights are unchanged
   */
  learnOne(sample: Sample): WeightUpdate {
    return this.learnBatch(Batch.one(sample));
  }

  /**
   * One update from all samples of a batch: a mini-batch.
   *
   * @throws ShapeError, NonFiniteError, LabelError when a sample is bad; weights are unchanged
   */
  learnBatch(batch: Batch | Block): WeightUpdate {
    const { model, loss } = this;
    const { workspace } = model;
    const { machine } = workspace;
    requireOneSample(this.optimizer, batch.size);
    const turn = model.turn();
    workspace.write(batch);
    this.#labels.write(machine, workspace.label, batch);
    this.#binding.prepare();
    if (this.#layout !== workspace.layout) this.#compile();
    workspace.run(this.#step, batch.size);
    const value = machine.f64[workspace.value >>> 3] as number;
    const gradient = new Gradient(model, new Loss(new Forward(model, batch, turn), loss, value));
    model.hold(this.#keepsGradient ? gradient : undefined, gradient.loss);
    return model.advance(gradient, this.#binding);
  }

  /**
   * One update from each row of a block, in order, inside the kernels: bit-equal to `learnOne` row by row.
   *
   * @throws ShapeError, NonFiniteError, LabelError when any row is bad; weights are unchanged then
   */
  learnMany(block: Block): BlockUpdate {
    this.#block ??= new BlockLearner(this.model, this.#parts);
    return this.#block.learn(block);
  }

  #compile(): void {
    const program = new Program();
    this.model.workspace.emitCheck(program);
    emitStep(program, this.#parts);
    this.#step = this.model.workspace.machine.place(program);
    this.#layout = this.model.workspace.layout;
  }
}

/**
 * The fast way to learn: forward, loss, gradient and update fused, to the same bits as the four stages.
 *
 * @param model what learns
 * @param options loss, optimizer, clipNorm
 * @throws OptionError when clipNorm isn't above 0
 * @example
 * ```ts
 * import { dense, learner, sequential, sgd, squaredError, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const fast = learner(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }) });
 * fast.learnOne({ x: [3], y: 1 }).gradient.loss?.value; // → 1
 * Array.from(model.data); // → [3, 1]
 * ```
 */
export function learner(model: Model, options: LearnerOptions): Learner {
  return new Learner(model, options);
}
