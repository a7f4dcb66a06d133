import type { HostFunction } from './host-function.ts';
import { type Operation, type OperationName, type Operands, operations } from './operations.ts';

const codes = new Map<string, number>(Object.keys(operations).map((name, code) => [name, code]));

/**
 * Instructions for a machine: words of 32 bits, an operation's number followed by its operands.
 *
 * Addresses in it are absolute, jumps are distances, so a program may be placed anywhere.
 */
export class Program {
  readonly words: number[] = [];
  /** What its `host` instructions call, and which word of each is to hold the index that the machine gives. */
  readonly calls: { readonly word: number; readonly run: HostFunction }[] = [];

  /** Bytes so far. */
  get bytes(): number {
    return this.words.length * 4;
  }

  /** Appends one instruction. */
  emit<K extends OperationName>(name: K, operands: Operands<K>): this {
    const values: Readonly<Record<string, number>> = operands;
    const { operands: names, floats = [] }: Operation = operations[name];
    this.words.push(codes.get(name) ?? -1);
    for (const operand of names) {
      const value = values[operand] ?? 0;
      if (operand !== 'rows') this.words.push(floats.includes(operand) ? bitsOf(value) : value);
    }
    return this;
  }

  /**
   * Appends an instruction that jumps back until it is done.
   *
   * @param start `bytes` as it was where the loop begins
   */
  emitLoop(name: 'endRow', operands: Omit<Operands<'endRow'>, 'distance'>, start: number): this {
    const end = this.bytes + 4 * (operations[name].operands.length + 1);
    return this.emit(name, { ...operands, distance: end - start });
  }

  /** Appends an instruction that calls a function of the host. */
  call(run: HostFunction): this {
    this.calls.push({ word: this.words.length + 1, run });
    return this.emit('host', { index: 0 });
  }

  /** Appends all instructions of another program. */
  append(other: Program): this {
    for (const { word, run } of other.calls)
      this.calls.push({ word: word + this.words.length, run });
    for (const word of other.words) this.words.push(word);
    return this;
  }
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function bitsOf(value: number): number {
  float[0] = value;
  return word[0] as number;
}
