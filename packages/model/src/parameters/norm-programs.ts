import { Program, type Section } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import type { ParameterMemory } from './memory.ts';

/** Measures the gradient in a memory. */
export class NormPrograms {
  readonly #memory: ParameterMemory;
  #scalars = 0;
  #layout = 0;
  #norm: Section = { first: 0, last: 0 };

  constructor(memory: ParameterMemory) {
    this.#memory = memory;
  }

  /** √Σ g². */
  norm(): number {
    this.#refresh();
    const { machine } = this.#memory;
    machine.execute(this.#norm);
    return Math.sqrt(machine.f64[this.#scalars / 8] as number);
  }

  #refresh(): void {
    const { machine, layout } = this.#memory;
    if (this.#layout === layout) return;
    if (this.#scalars === 0) this.#scalars = machine.allocate(8);
    const program = new Program();
    this.#emitNorm(program, this.#scalars);
    this.#norm = machine.place(program);
    this.#layout = layout;
  }

  #emitNorm(program: Program, sum: number): void {
    program.emit('clear', { at: sum });
    for (const segment of this.#memory.segments) program.emit('addSquares', { ...segment, sum });
  }
}

/** @throws OptionError when `max` isn't a number above 0 */
export function requireMaxNorm(max: number): void {
  if (!(max > 0)) throw new OptionError(`clipNorm: the norm's limit must be above 0, it is ${max}`);
}
