import { Machine } from '@rxgrad/kernels';
import { ParameterError } from '../errors/parameter-error.ts';
import type { DenseSegment, RowsSegment, Segment } from './segment.ts';
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
  #segments: Segment[] = [];

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

  weightsOf(tensor: Tensor): number {
    return this.weights + tensor.offset * 4;
  }

  /** The stretch that a tensor lies in. */
  segmentOf({ offset }: Tensor): Segment {
    const found = this.#segments.find((s) => s.offset <= offset && offset < s.offset + s.length);
    if (found === undefined) throw new ParameterError(`no weight stands at ${offset}`);
    return found;
  }

  /** Where the gradient of a dense tensor goes. */
  gradientOf(tensor: Tensor): number {
    const segment = this.segmentOf(tensor);
    return segment.gradient + (tensor.offset - segment.offset) * 4;
  }

  /** Where the compact gradient of a sparse tensor goes. */
  rowsOf(tensor: Tensor): RowsSegment {
    const segment = this.segmentOf(tensor);
    if (segment.kind === 'rows') return segment;
    throw new ParameterError(`tensor "${tensor.name}" is not sparse`);
  }

  /** Makes room for a batch with that many sparse entries. */
  reserveEntries(entries: number): void {
    this.#segments = this.#segments.map((segment) =>
      segment.kind === 'rows' && segment.capacity < entries
        ? this.#rows(segment, Math.max(entries, segment.capacity * 2), segment.positions)
        : segment,
    );
    this.layout += 1;
  }

  /** Neighboring dense tensors become one segment, each sparse table one of its own. */
  #divide(specs: readonly TensorSpec[]): Segment[] {
    const segments: Segment[] = [];
    for (const [i, tensor] of this.tensors.entries()) {
      const last = segments.at(-1);
      if (specs[i]?.sparse) {
        segments.push(this.#rows({ ...tensor, width: tensor.shape[1] ?? 1 }, INITIAL_ROWS));
      } else if (last?.kind === 'dense') {
        segments[segments.length - 1] = { ...last, length: last.length + tensor.length };
      } else {
        const { offset, length } = tensor;
        segments.push({ kind: 'dense', offset, length, weights: this.weightsOf(tensor), gradient: 0 });
      }
    }
    return segments.map((s) =>
      s.kind === 'dense' ? ({ ...s, gradient: this.machine.allocate(s.length * 4) } satisfies DenseSegment) : s,
    );
  }

  #rows(
    { offset, length, width }: Pick<RowsSegment, 'offset' | 'length' | 'width'>,
    capacity: number,
    positions: number = this.machine.allocate((length / width) * 4),
  ): RowsSegment {
    return {
      kind: 'rows',
      offset,
      length,
      width,
      capacity,
      positions,
      weights: this.weights + offset * 4,
      gradient: this.machine.allocate(capacity * width * 4),
      count: this.machine.allocate(4),
      touched: this.machine.allocate(capacity * 4),
    };
  }
}

function arrange(specs: readonly TensorSpec[]): Tensor[] {
  const names = new Set<string>();
  let offset = 0;
  return specs.map(({ name, shape }) => {
    if (names.has(name)) {
      throw new ParameterError(`two tensors are called "${name}"; give their layers different names`);
    }
    names.add(name);
    const length = shape.reduce((product, size) => product * size, 1);
    offset += length;
    return { name, shape, offset: offset - length, length };
  });
}
