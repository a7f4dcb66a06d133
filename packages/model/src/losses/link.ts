import { Machine, Program, type Section } from '@rxgrad/kernels';

/** What turns raw outputs into predictions. */
export type LinkName = 'identity' | 'sigmoid' | 'softmax' | 'exponential';

/** The kernel that applies a link to rows. */
export const linkKernels = {
  sigmoid: 'logistic',
  softmax: 'softmax',
  exponential: 'exponential',
} as const;

/** Room for outputs of one length, and the program that applies a link to them. */
interface Linker {
  readonly at: number;
  readonly section: Section;
}

/** Shared by all models: links are applied outside of training too, with the same kernels and so the same bits. */
let machine: Machine | undefined;
const linkers = new Map<string, Linker>();

/** Applies a link to the outputs of one sample; the identity returns what it was given. */
export function link(name: LinkName, output: Float32Array): Float32Array {
  if (name === 'identity') return output;
  machine ??= new Machine();
  machine.rows = 1;
  const { at, section } = linkerOf(machine, name, output.length);
  machine.f32.set(output, at / 4);
  machine.execute(section);
  return machine.f32.slice(at / 4, at / 4 + output.length);
}

function linkerOf(shared: Machine, name: keyof typeof linkKernels, outputs: number): Linker {
  const key = `${name} ${outputs}`;
  const known = linkers.get(key);
  if (known !== undefined) return known;
  const at = shared.allocate(outputs * 4);
  const program = new Program().emit(linkKernels[name], { y: at, prediction: at, outputs });
  const linker = { at, section: shared.place(program) };
  linkers.set(key, linker);
  return linker;
}
