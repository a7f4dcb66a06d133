import { Machine } from '@rxgrad/kernels';
import { ParameterError } from '../errors/parameter-error.ts';
import type { Segment } from './segment.ts';
import type { Tensor, TensorSpec } from './tensor.ts';

const INITIAL_ROWS = 64;

/**
 * Where parameters and their gradients lie in a machine: one flat vector of weights, beside it the gradients of
 * its dense stretches, and a compact list for each sparse table.
 */
export class ParameterMemory {
  readonly machine: Machine;
  readonly tensors: readonly Tensor[];
  /** Number of weights. */
  readonly length: number;
  /** Byte address of the flat vector. */
  readonly weights: number;
  /** Grows by one when an address changed: what was compiled with the old ones is void. */
  layout = 1;
  readonly #byName = new Map<string, Tensor>();
  #segments: readonly Segment[];

  constructor(specs: readonly TensorSpec[]) {
    this.machine = new Machine();
    this.tensors = arrange(specs);
    for (const tensor of this.tensors) this.#byName.set(tensor.name, tensor);
    this.length = this.tensors.reduce((sum, { length }) => sum + length, 0);
    this.weights = this.machine.allocate(this.length * 4);
    this.#segments = this.#divide(specs);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** @throws ParameterError when there is no tensor of that name */
  tensor(name: string): Tensor {
    const tensor = this.#byName.get(name);
    if (tensor !== undefined) return tensor;
    const names = this.tensors.map((known) => known.name).join(', ');
    throw new ParameterError(`there is no tensor "${name}"; the tensors are ${names}`);
  }

  /** The part of a segment that is one tensor's. */
  segmentOf({ offset, length }: Tensor): Segment {
    const segment = this.#segments.find((s) => s.offset <= offset && offset < s.offset + s.length);
    if (segment === undefined) throw new ParameterError(`no weight stands at ${offset}`);
    if (segment.touched !== 0) return segment;
    const skipped = (offset - segment.offset) * 4;
    return {
      ...segment,
      offset,
      length,
      width: length,
      weights: segment.weights + skipped,
      gradient: segment.gradient + skipped,
    };
  }

  /** Makes room for a batch with that many sparse entries. */
  reserveEntries(entries: number): void {
    if (this.#segments.every((s) => s.touched === 0 || s.capacity >= entries)) return;
    this.#segments = this.#segments.map((segment) =>
      segment.touched !== 0 && segment.capacity < entries
        ? this.#table(segment, Math.max(entries, segment.capacity * 2), segment.positions)
        : segment,
    );
    this.layout += 1;
  }

  /** Neighboring dense tensors become one segment, each sparse table one of its own. */
  #divide(specs: readonly TensorSpec[]): Segment[] {
    const parts: { offset: number; length: number; width: number; sparse: boolean }[] = [];
    for (const [i, { offset, length, shape }] of this.tensors.entries()) {
      const last = parts.at(-1);
      if (specs[i]?.sparse) parts.push({ offset, length, width: shape[1] ?? 1, sparse: true });
      else if (last !== undefined && !last.sparse) last.length += length;
      else parts.push({ offset, length, width: 0, sparse: false });
    }
    return parts.map((part) =>
      part.sparse ? this.#table(part, INITIAL_ROWS) : this.#stretch(part),
    );
  }

  #stretch({ offset, length }: Pick<Segment, 'offset' | 'length'>): Segment {
    const gradient = this.machine.allocate(length * 4);
    const dense = { count: 0, touched: 0, positions: 0, capacity: 1 };
    return {
      offset,
      length,
      width: length,
      weights: this.weights + offset * 4,
      gradient,
      ...dense,
    };
  }

  #table(
    { offset, length, width }: Pick<Segment, 'offset' | 'length' | 'width'>,
    capacity: number,
    positions: number = this.machine.allocate((length / width) * 4),
  ): Segment {
    const weights = this.weights + offset * 4;
    const gradient = this.machine.allocate(capacity * width * 4);
    const count = this.machine.allocate(4);
    const touched = this.machine.allocate(capacity * 4);
    return { offset, length, width, capacity, positions, weights, gradient, count, touched };
  }
}

function arrange(specs: readonly TensorSpec[]): Tensor[] {
  const names = new Set<string>();
  let offset = 0;
  return specs.map(({ name, shape, transposed = false }) => {
    if (names.has(name)) {
      throw new ParameterError(
        `two tensors are called "${name}"; give their layers different names`,
      );
    }
    names.add(name);
    const length = shape.reduce((product, size) => product * size, 1);
    offset += length;
    return { name, shape, offset: offset - length, length, ...(transposed && { transposed }) };
  });
}
