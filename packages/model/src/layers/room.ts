import type { Layer, LayerPlan } from './layer.ts';

/** Where an inner layer's ends are; those left out get a place in the outer layer's scratch. */
export interface Ends {
  readonly inputs: number;
  readonly x: number;
  readonly dx?: number;
  readonly y?: number;
  readonly dy?: number;
}

/** Hands out the scratch and state of a layer to those within it; without memory it measures how much that is. */
export class Room {
  readonly #outer: Pick<LayerPlan, 'scratch' | 'state' | 'capacity'>;
  #scratch = 0;
  #state = 0;

  constructor(outer: Pick<LayerPlan, 'scratch' | 'state' | 'capacity'>) {
    this.#outer = outer;
  }

  /** Numbers handed out so far. */
  get size(): number {
    return this.#scratch;
  }

  /** Room for a number in each row and column, on a vector's boundary. */
  matrix(width: number): number {
    return this.#take(this.#outer.capacity * width);
  }

  /** The places of an inner layer. */
  places(layer: Layer, { inputs, x, dx = 0, ...ends }: Ends) {
    const { capacity, state } = this.#outer;
    const outputs = layer.outputs(inputs);
    const at = state + this.#state * 4;
    this.#state += layer.state?.words(inputs) ?? 0;
    return {
      inputs,
      outputs,
      x,
      dx,
      y: ends.y ?? this.matrix(outputs),
      dy: ends.dy ?? this.matrix(outputs),
      scratch: this.#take(layer.scratch?.(inputs, capacity) ?? 0),
      state: at,
    };
  }

  #take(numbers: number): number {
    const at = this.#outer.scratch + this.#scratch * 4;
    this.#scratch += Math.ceil(numbers / 4) * 4;
    return at;
  }
}
