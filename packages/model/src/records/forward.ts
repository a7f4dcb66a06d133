import type { LossFunction } from '../losses/loss-function.ts';
import type { Model } from '../model.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import type { Loss } from './loss.ts';

/** What a model made of a batch, before it learned from it. */
export class Forward {
  readonly model: Model;
  readonly batch: Batch | Block;
  /** Which of the model's steps this is. */
  readonly turn: number;
  #kept: Float32Array | undefined;

  constructor(model: Model, batch: Batch | Block, turn: number, kept?: Float32Array) {
    this.model = model;
    this.batch = batch;
    this.turn = turn;
    this.#kept = kept;
  }

  /**
   * f32 [size, outputs], raw: before any link, so logits where the loss takes logits.
   *
   * A view, valid until the model's next step.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  get output(): Float32Array {
    return this.#kept ?? this.model.outputOf(this);
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
    if (this.#kept !== undefined) return this;
    return new Forward(this.model, this.batch, this.turn, this.output.slice());
  }
}
