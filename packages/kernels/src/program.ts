import { type OperationName, type Operands, operations } from './operations.ts';

const codes = new Map<string, number>(Object.keys(operations).map((name, code) => [name, code]));

/**
 * Instructions for a machine: words of 32 bits, an operation's number followed by its operands.
 *
 * Addresses in it are absolute, jumps are distances, so a program may be placed anywhere.
 */
export class Program {
  readonly words: number[] = [];

  /** Bytes so far. */
  get bytes(): number {
    return this.words.length * 4;
  }

  /** Appends one instruction. */
  emit<K extends OperationName>(name: K, operands: Operands<K>): this {
    const values: Readonly<Record<string, number>> = operands;
    this.words.push(codes.get(name) ?? -1);
    for (const operand of operations[name].operands) {
      if (operand !== 'rows') this.words.push(values[operand] ?? 0);
    }
    return this;
  }

  /** Appends all instructions of another program. */
  append(other: Program): this {
    for (const word of other.words) this.words.push(word);
    return this;
  }
}
