import type { Random } from '@rxgrad/online';

/** How the weights of a tensor begin. */
export interface Initializer {
  /**
   * @param values the tensor, to be filled
   * @param fanIn how many inputs each output sums up
   * @param fanOut how many outputs each input goes to
   */
  fill(values: Float32Array, fanIn: number, fanOut: number, random: Random): void;
}
