import type { Machine } from '@rxgrad/kernels';
import type { Random } from '@rxgrad/online';
import type { BuiltLayer } from './built-layer.ts';

/** What layers carry from one batch to the next, beside weights: u32 words, one stretch for all of them. */
export class LayerStates {
  /** How many words there are. */
  readonly length: number;
  readonly #machine: Machine;
  readonly #layers: readonly BuiltLayer[];
  readonly #lengths: readonly number[];
  readonly #address: number;

  constructor(machine: Machine, layers: readonly BuiltLayer[]) {
    this.#machine = machine;
    this.#layers = layers;
    this.#lengths = layers.map(({ layer, inputs }) => layer.state?.words(inputs) ?? 0);
    this.length = this.#lengths.reduce((sum, length) => sum + length, 0);
    this.#address = this.length === 0 ? 0 : machine.allocate(this.length * 4);
  }

  /** All of it: a live view. */
  get words(): Uint32Array {
    return this.#machine.u32.subarray(this.#address / 4, this.#address / 4 + this.length);
  }

  /** Byte address of a layer's words. */
  addressOf(i: number): number {
    return this.#address + this.#offset(i) * 4;
  }

  /** Gives layer `i` its first state. */
  initialize(i: number, random: Random): void {
    const { layer, inputs } = this.#layers[i] as BuiltLayer;
    layer.state?.initialize?.(this.#part(i), inputs, random);
  }

  /** Whether so many words of unknown origin can be the states. */
  accepts(words: Uint32Array): boolean {
    return this.#layers.every(({ layer, inputs }, i) => {
      const at = this.#offset(i);
      const part = words.subarray(at, at + (this.#lengths[i] as number));
      return layer.state?.accepts?.(part, inputs) ?? true;
    });
  }

  /** What is remembered of samples goes back to the start. */
  reset(): void {
    for (const [i, { layer, inputs }] of this.#layers.entries()) {
      layer.state?.reset?.(this.#part(i), inputs);
    }
  }

  #part(i: number): Uint32Array {
    const at = this.#offset(i);
    return this.words.subarray(at, at + (this.#lengths[i] as number));
  }

  #offset(i: number): number {
    return this.#lengths.slice(0, i).reduce((sum, length) => sum + length, 0);
  }
}
