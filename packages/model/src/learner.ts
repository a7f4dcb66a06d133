import { Program, type Section } from '@rxgrad/kernels';
import type { LossFunction } from './losses/loss-function.ts';
import type { Model } from './model.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { OptimizerBinding } from './optimizers/optimizer-binding.ts';
import { BlockLearner, type BlockUpdate } from './plan/block-learner.ts';
import { Labels } from './plan/labels.ts';
import { requireNeuron, requireOneSample, requireUntransformed } from './plan/neuron-update.ts';
import { type StepParts, emitStep, keepsGradient } from './plan/step-program.ts';
import { Forward } from './records/forward.ts';
import { Gradient } from './records/gradient.ts';
import { Loss } from './records/loss.ts';
import type { WeightUpdate } from './records/weight-update.ts';
import { Batch } from './samples/batch.ts';
import type { Block } from './samples/block.ts';
import type { Sample } from './samples/sample.ts';
import { clipNorm as clippingNorm } from './transforms/clip-norm.ts';
import { type Transform, aftermathOf } from './transforms/transform.ts';
import { transformsWithin } from './transforms/transform-programs.ts';

/** Options of {@link learner}. */
export interface LearnerOptions {
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  /** What is done to each gradient, in order. */
  readonly transforms?: readonly Transform[];
  /** The longest gradient that is let through, after the transforms. Default: any. */
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
  readonly #transforms: readonly Transform[];
  readonly #keepsGradient: boolean;
  #block: BlockLearner | undefined;
  #step: Section = { first: 0, last: 0 };
  #layout = 0;

  constructor(model: Model, { loss, optimizer, clipNorm, transforms = [] }: LearnerOptions) {
    const all = clipNorm === undefined ? transforms : [...transforms, clippingNorm(clipNorm)];
    requireNeuron(model.workspace, optimizer, loss);
    requireUntransformed(optimizer, all);
    for (const { frozen = [] } of all) for (const name of frozen) model.memory.tensor(name);
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.#binding = model.bind(optimizer);
    this.#labels = new Labels(loss, model.outputs);
    const transform = all.length === 0 ? undefined : transformsWithin(model.memory, all);
    this.#transforms = all;
    this.#parts = {
      workspace: model.workspace,
      loss,
      binding: this.#binding,
      transform,
      aftermath: aftermathOf(all),
    };
    this.#keepsGradient = keepsGradient(this.#parts);
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
    this.#binding.setDecay(this.#parts.aftermath);
    if (this.#layout !== workspace.layout) this.#compile();
    try {
      workspace.run(this.#step, batch.size);
    } catch (error) {
      model.hold(undefined);
      throw error;
    }
    const value = machine.f64[workspace.value >>> 3] as number;
    const measured = new Loss(new Forward(model, batch, turn), loss, value);
    const gradient = new Gradient(measured, this.#transforms);
    model.leave(this.#keepsGradient ? gradient : undefined, measured);
    return model.advance(gradient, this.#binding);
  }

  /**
   * One update from each row of a block, in order, inside the kernels: bit-equal to `learnOne` row by row.
   *
   * @throws ShapeError, NonFiniteError, LabelError when any row is bad; weights are unchanged then
   */
  learnMany(block: Block): BlockUpdate {
    this.#binding.setDecay(this.#parts.aftermath);
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
 * @param options loss, optimizer, transforms, clipNorm
 * @throws OptionError when clipNorm isn't above 0
 * @throws ParameterError when a transform names a tensor that isn't there
 * @throws LinearModelError when the optimizer looks at features, and the model isn't one linear neuron
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
