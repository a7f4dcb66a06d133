import type { LossFunction } from '../losses/loss-function.ts';
import type { Model } from '../model.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import type { Loss } from './loss.ts';

/**
 * What a model made of a batch, before it learned from it.
 *
 * @example
 * ```ts
 * import { Batch, constant, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, dense(1, { initializer: constant(0.5), bias: false }));
 * const forward = model.forward(Batch.of([{ x: [2, 4], y: 1 }]));
 * Array.from(forward.output); // → [3]
 * ```
 */
export class Forward {
  readonly model: Model;
  readonly batch: Batch | Block;
  /** Which of the model's steps this is. */
  readonly turn: number;

  constructor(model: Model, batch: Batch | Block, turn: number) {
    this.model = model;
    this.batch = batch;
    this.turn = turn;
  }

  /**
   * f32 [size, outputs], raw: before any link, so logits where the loss takes logits.
   *
   * A view, valid until the model's next step.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  get output(): Float32Array {
    return this.model.outputOf(this);
  }

  /**
   * Compares the output with the labels.
   *
   * @throws LabelError when a label is not one that the loss can read; nothing is changed
   * @throws StaleRecordError when the model has made another step since
   */
  loss(lossFunction: LossFunction): Loss {
    return this.model.measure(this, lossFunction);
  }

  /** The same record with arrays of its own, valid for ever; no loss can be taken of it any more. */
  copy(): Forward {
    return new KeptForward(this);
  }
}

/** A forward whose output is its own. A class apart, so that a step pays for no field that it leaves empty. */
class KeptForward extends Forward {
  readonly #output: Float32Array;

  constructor(forward: Forward) {
    super(forward.model, forward.batch, forward.turn);
    this.#output = forward.output.slice();
  }

  override get output(): Float32Array {
    return this.#output;
  }

  override copy(): Forward {
    return this;
  }
}
