import type { Section } from '@rxgrad/kernels';
import { StaleRecordError } from '../errors/stale-record-error.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { Model } from '../model.ts';
import type { OptimizerBinding } from '../optimizers/optimizer-binding.ts';
import { Forward } from '../records/forward.ts';
import { Gradient } from '../records/gradient.ts';
import { Loss } from '../records/loss.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import { Completions } from './completions.ts';
import type { LayerStates } from './layer-states.ts';
import type { Workspace } from './workspace.ts';

/**
 * The step that a model is making, stage by stage.
 *
 * Stages are lazy: a loss or a gradient that nobody looks at is computed by the update, all in one call into the
 * kernels. Whoever looks gets the same bits, only sooner. Nothing is put off that may fail (functions of the host) or that
 * leaves a trace (layers with a state).
 */
export class StepUnderWay {
  readonly #model: Model;
  readonly #workspace: Workspace;
  readonly #eager: boolean;
  /** Whether a gradient needs the weights that it was derived at, beyond the layers' input gradients. */
  readonly #needsWeights: boolean;
  readonly #completions: Completions;
  #turn = 0;
  /** The loss whose derivative is in memory, or will be when `#owed` has run. */
  #loss: Loss | undefined;
  #owed: Section | undefined;
  /** The gradient that was derived last, to know it from what was made of it. */
  #derived: Gradient | undefined;
  /** Whether `#derived` is computed, at least as far as the layers' inputs. */
  #differentiated = false;
  /** The turn whose samples moved layers' states last. */
  #committed = 0;
  /** The turn in which weights moved last: what comes before an update can't be computed again after it. */
  #moved = 0;

  constructor(model: Model, workspace: Workspace, states: LayerStates) {
    this.#model = model;
    this.#workspace = workspace;
    this.#eager = states.length > 0 || workspace.layers.some(({ layer }) => layer.host);
    this.#needsWeights = workspace.layers.some(({ layer }) => layer.gradientFromWeights);
    this.#completions = new Completions(workspace);
  }

  forward(batch: Batch | Block): Forward {
    const turn = this.#next();
    const workspace = this.#workspace;
    workspace.write(batch);
    workspace.run(workspace.forward, batch.size);
    return new Forward(this.#model, batch, turn);
  }

  /** Begins a step that the fast path makes, states included; older records are stale from here on. */
  skip(): number {
    this.#committed = this.#next();
    this.#moved = this.#turn;
    return this.#turn;
  }

  /** The loss that the fast path left in memory, with all input gradients. */
  left(loss: Loss | undefined): void {
    this.#loss = loss;
    this.#differentiated = true;
  }

  measure(forward: Forward, lossFunction: LossFunction): Loss {
    this.requireFresh(forward, 'forward');
    this.settle();
    const { section, labels, hosted } = this.#workspace.loss(lossFunction);
    labels.write(this.#workspace.machine, this.#workspace.label, forward.batch);
    this.#differentiated = false;
    // If a function of the host throws, no derivative is left in memory.
    this.#loss = undefined;
    const loss = new Loss(forward, lossFunction);
    if (hosted) this.#compute(loss, section);
    else this.#owed = section;
    this.#loss = loss;
    return loss;
  }

  /** Computes the loss if that was put off; returns its value. */
  settle(): number {
    const owed = this.#owed;
    if (owed !== undefined && this.#loss !== undefined) {
      this.#owed = undefined;
      this.#compute(this.#loss, owed);
    }
    return this.#value;
  }

  differentiate(loss: Loss): Gradient {
    this.bringBack(loss, 'loss');
    const gradient = new Gradient(loss);
    this.#derived = gradient;
    this.#differentiated = false;
    this.#model.hold(undefined);
    if (this.#eager) {
      this.recompute(gradient);
      this.#model.hold(gradient);
    }
    return gradient;
  }

  /** Whether it is the loss's own gradient, neither changed nor copied. */
  derived(gradient: Gradient): boolean {
    return gradient === this.#derived;
  }

  /** Writes a gradient of this step into memory; says whether that can still be done. */
  recompute(gradient: Gradient): boolean {
    if (!this.#goBackTo(gradient)) return false;
    const { machine, backward, weightGradients, commit } = this.#workspace;
    machine.execute(this.#differentiated ? weightGradients : backward);
    this.#differentiated = true;
    if (this.#committed !== this.#turn) machine.execute(commit);
    this.#committed = this.#turn;
    return true;
  }

  /**
   * Weights are about to change by other hands: a gradient that was put off is computed by those that it belongs to.
   *
   * @returns that gradient if it was written into memory, which is done where memory holds no other
   */
  beforeMove(free: boolean): Gradient | undefined {
    const gradient = this.#pending;
    if (gradient !== undefined && !free) this.#differentiateInputs(gradient);
    const written = gradient !== undefined && free && this.recompute(gradient);
    this.#moved = this.#turn;
    return written ? gradient : undefined;
  }

  /**
   * Makes the update and what was put off before it; says whether that could be done.
   *
   * @param always also when the gradient is computed already
   */
  complete(gradient: Gradient, binding: OptimizerBinding, always: boolean): boolean {
    const { loss } = gradient;
    if (loss === undefined || gradient !== this.#derived) return false;
    if ((this.#differentiated || this.#moved === this.#turn) && !always) return false;
    this.bringBack(loss, 'gradient');
    const completion = this.#completions.of(binding, loss.lossFunction);
    if (completion.hosted && !always) return false;
    const { machine } = this.#workspace;
    machine.rows = loss.forward.batch.size;
    if (this.#owed === undefined) machine.execute(completion.fromGradient);
    else this.#compute(loss, completion.fromLoss);
    this.#owed = undefined;
    this.#differentiated = true;
    this.#moved = this.#turn;
    this.#model.hold(completion.keepsGradient ? gradient : undefined);
    return true;
  }

  requireFresh(forward: Forward, record: string): void {
    if (forward.turn !== this.#turn) throw new StaleRecordError(record);
  }

  /** Computes a loss again if another one of the same forward came after it. */
  bringBack(loss: Loss, record: string): void {
    this.requireFresh(loss.forward, record);
    if (this.#loss === loss) return;
    this.measure(loss.forward, loss.lossFunction);
    this.#loss = loss;
  }

  /** The gradient that was derived and is not computed yet. */
  get #pending(): Gradient | undefined {
    const gradient = this.#derived;
    if (gradient?.loss?.forward.turn !== this.#turn) return undefined;
    return this.#differentiated && gradient.loss === this.#loss ? undefined : gradient;
  }

  /** As far as weights take part: what is left then needs samples and layers' input gradients only. */
  #differentiateInputs(gradient: Gradient): void {
    if (!this.#goBackTo(gradient)) return;
    const { machine, backward, weightGradients } = this.#workspace;
    machine.run(backward.first, weightGradients.first);
    this.#differentiated = true;
  }

  /** Puts what a gradient follows from into memory; says whether that can still be done. */
  #goBackTo({ loss }: Gradient): boolean {
    if (loss === undefined || loss.forward.turn !== this.#turn) return false;
    const again = loss !== this.#loss || (this.#needsWeights && this.#differentiated);
    if (again && this.#moved === this.#turn) return false;
    this.bringBack(loss, 'gradient');
    this.settle();
    // A gradient that was given meanwhile may have moved tables to where there is room for it.
    this.#workspace.reserve(0, 0);
    this.#workspace.machine.rows = loss.forward.batch.size;
    return true;
  }

  #next(): number {
    if (this.#owed !== undefined) this.settle();
    this.#turn += 1;
    return this.#turn;
  }

  get #value(): number {
    const { machine, value } = this.#workspace;
    return machine.f64[value >>> 3] as number;
  }

  #compute(loss: Loss, section: Section): void {
    const { machine } = this.#workspace;
    machine.rows = loss.forward.batch.size;
    machine.execute(section);
    loss.tell(this.#value);
  }
}
