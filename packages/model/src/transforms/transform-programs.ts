import { Program, type Section } from '@rxgrad/kernels';
import type { ParameterMemory } from '../parameters/memory.ts';
import type { Transform } from './transform.ts';

/** Room for a transform's numbers, and the program that applies it. */
interface Placed {
  readonly values: number;
  section: Section;
  layout: number;
}

/** Applies transforms to the gradient in a memory; one program for all that differ in their numbers only. */
export class TransformPrograms {
  readonly #memory: ParameterMemory;
  readonly #placed = new Map<string, Placed>();

  constructor(memory: ParameterMemory) {
    this.#memory = memory;
  }

  /** @throws ParameterError when the transform names a tensor that isn't there */
  run(transform: Transform): void {
    const { machine, layout } = this.#memory;
    const placed = this.#placed.get(transform.name) ?? this.#reserve(transform);
    if (placed.layout !== layout) {
      const program = new Program();
      emitAt(program, this.#memory, transform, placed.values);
      placed.section = machine.place(program);
      placed.layout = layout;
    }
    machine.f64.set(transform.values, placed.values / 8);
    machine.execute(placed.section);
  }

  #reserve({ name, values }: Transform): Placed {
    const at = this.#memory.machine.allocate(values.length * 8);
    const placed = { values: at, section: { first: 0, last: 0 }, layout: 0 };
    this.#placed.set(name, placed);
    return placed;
  }
}

/**
 * Makes room for transforms within a program of which they are a part.
 *
 * @returns what appends their instructions, as often as the program is made anew
 */
export function transformsWithin(
  memory: ParameterMemory,
  transforms: readonly Transform[],
): (program: Program) => void {
  const { machine } = memory;
  const places = transforms.map(({ values }) => {
    const at = machine.allocate(values.length * 8);
    machine.f64.set(values, at / 8);
    return at;
  });
  return (program) => {
    for (const [i, transform] of transforms.entries()) {
      emitAt(program, memory, transform, places[i] as number);
    }
  };
}

function emitAt(
  program: Program,
  memory: ParameterMemory,
  transform: Transform,
  values: number,
): void {
  transform.emit?.(program, { memory, value: (i) => values + i * 8 });
}
