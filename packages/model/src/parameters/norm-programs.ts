import { Program, type Section } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import type { ParameterMemory } from './memory.ts';

/** Measures and shortens the gradient in a memory. */
export class NormPrograms {
  readonly #memory: ParameterMemory;
  #scalars = 0;
  #layout = 0;
  #norm: Section = { first: 0, last: 0 };
  #clip: Section = { first: 0, last: 0 };

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

  /** g ← g · min(1, max/‖g‖₂); returns the norm before. */
  clip(max: number): number {
    this.#refresh();
    const { machine } = this.#memory;
    machine.f64[this.#scalars / 8 + 1] = max;
    machine.execute(this.#clip);
    return Math.sqrt(machine.f64[this.#scalars / 8] as number);
  }

  /** Instructions that clip to `max`, which stays as it is now. */
  emitClip(program: Program, max: number): void {
    const scalars = this.#memory.machine.allocate(24);
    this.#memory.machine.f64[scalars / 8 + 1] = max;
    this.#emitNorm(program, scalars);
    this.#emitScaling(program, scalars);
  }

  #refresh(): void {
    const { machine, layout } = this.#memory;
    if (this.#layout === layout) return;
    if (this.#scalars === 0) this.#scalars = machine.allocate(24);
    const program = new Program();
    this.#emitNorm(program, this.#scalars);
    const { bytes } = program;
    this.#emitScaling(program, this.#scalars);
    this.#clip = machine.place(program);
    this.#norm = { first: this.#clip.first, last: this.#clip.first + bytes };
    this.#layout = layout;
  }

  #emitNorm(program: Program, sum: number): void {
    program.emit('clear', { at: sum });
    for (const segment of this.#memory.segments) program.emit('addSquares', { ...segment, sum });
  }

  #emitScaling(program: Program, sum: number): void {
    const factor = sum + 16;
    program.emit('clipFactor', { sum, max: sum + 8, factor });
    for (const segment of this.#memory.segments)
      program.emit('scaleGradient', { ...segment, factor });
  }
}

/** @throws OptionError when `max` isn't a number above 0 */
export function requireMaxNorm(max: number): void {
  if (!(max > 0)) throw new OptionError(`clipNorm: the norm's limit must be above 0, it is ${max}`);
}
