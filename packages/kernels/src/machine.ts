import type { Program } from './program.ts';
import { fingerprint } from './fingerprint.ts';
import { StaleKernelsError } from './stale-kernels-error.ts';
import { builtFor, wasm } from './wasm.gen.ts';

const PAGE = 65_536;
const HEAP = 1024;
/** Kernels load whole vectors, so the last of a region may read up to 12 bytes beyond its end. */
const MARGIN = 16;
const ROWS = 16 >> 2;

let compiled: WebAssembly.Module | undefined;

/** Where a placed program begins and ends, in bytes. */
export interface Section {
  readonly first: number;
  readonly last: number;
}

/**
 * One memory with the kernels working in it.
 *
 * Regions are handed out once and never freed: a machine's owner allocates when it is built or meets something new, never
 * while it steps, and dropping the machine frees all. Views are replaced when the memory grows: don't keep them,
 * or compare `generation`.
 *
 * @example
 * ```ts
 * import { Machine, Program } from '@rxgrad/kernels';
 * const machine = new Machine();
 * const x = machine.allocate(8), dy = machine.allocate(4), dw = machine.allocate(8);
 * machine.f32.set([2, 3], x / 4);
 * machine.f32.set([10], dy / 4);
 * machine.rows = 1;
 * const program = new Program().emit('denseWeightGradient', { x, dy, dw, inputs: 2, outputs: 1 });
 * machine.execute(machine.place(program));
 * machine.f32[dw / 4 + 1]; // → 30
 * ```
 */
export class Machine {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 1 });
  /** Runs the instructions from byte address `first` up to `last`. */
  readonly run: (first: number, last: number) => void;
  /** Functions that the `host` instruction calls by their index. */
  readonly hosts: (() => void)[] = [];
  f32!: Float32Array;
  f64!: Float64Array;
  u32!: Uint32Array;
  /** Grows by one whenever the views were replaced. */
  generation = 0;
  #top = HEAP;

  constructor() {
    const host = (index: number): void => this.hosts[index]?.();
    compiled ??= compile();
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory, host } });
    this.run = instance.exports['run'] as (first: number, last: number) => void;
    this.#refreshViews();
  }

  /** The number of rows that kernels work on. */
  get rows(): number {
    return this.u32[ROWS] as number;
  }

  set rows(rows: number) {
    this.u32[ROWS] = rows;
  }

  /** A region of zeros, on a cache line's boundary; grows the memory where it must. */
  allocate(bytes: number): number {
    const address = this.#top;
    const top = align(address + bytes + MARGIN);
    const missing = Math.ceil((top - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      this.memory.grow(missing);
      this.#refreshViews();
    }
    this.#top = top;
    return address;
  }

  /** Copies a program into the memory. */
  place(program: Program): Section {
    const first = this.allocate(program.bytes);
    this.u32.set(program.words, first / 4);
    for (const { word, run } of program.calls) {
      this.u32[first / 4 + word] = this.hosts.push(() => run(this)) - 1;
    }
    return { first, last: first + program.bytes };
  }

  execute(section: Section): void {
    this.run(section.first, section.last);
  }

  #refreshViews(): void {
    this.f32 = new Float32Array(this.memory.buffer);
    this.f64 = new Float64Array(this.memory.buffer);
    this.u32 = new Uint32Array(this.memory.buffer);
    this.generation += 1;
  }
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

/** Once for all machines. */
function compile(): WebAssembly.Module {
  if (builtFor !== fingerprint()) throw new StaleKernelsError();
  return new WebAssembly.Module(decode(wasm));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
