import { DefinitionError, type MemberKind } from '../errors/definition-error.ts';

/** Numbers that a function was given or has written, and what they are called. */
export type Named = readonly [name: string, numbers: ArrayLike<number>];

/** Calls functions of a layer, loss or optimizer of one's own, and says which one it was that failed. */
export class Guard {
  readonly kind: MemberKind;
  readonly member: string;
  readonly function: string;

  constructor(kind: MemberKind, member: string, called: string) {
    this.kind = kind;
    this.member = member;
    this.function = called;
  }

  /** @throws DefinitionError when the function throws */
  call<T, R>(run: (argument: T) => R, argument: T): R {
    try {
      return run(argument);
    } catch (cause) {
      const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new DefinitionError(this, `threw ${said}`, { cause });
    }
  }

  /**
   * @param written what the function was to write
   * @param read what it had to go by: where that was bad already, the error says so
   * @param row of which sample, if it is one's
   * @throws DefinitionError when a number is NaN or infinite
   */
  requireFinite(written: readonly Named[], read: readonly Named[], row?: number): void {
    for (const part of written) {
      const at = firstNotFinite(part[1]);
      if (at < 0) continue;
      throw new DefinitionError(this, `wrote ${shown(part, at)}${sample(row)}${excuse(read)}`);
    }
  }

  /** @throws DefinitionError when what the function returned is no finite number */
  requireNumber(value: unknown, row: number, read: readonly Named[]): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new DefinitionError(
      this,
      `returned ${String(value)}${sample(row)}${excuse(read)}; a finite number is expected`,
    );
  }
}

function shown([name, numbers]: Named, at: number): string {
  return `${numbers[at]} to ${name}[${at}]`;
}

function sample(row: number | undefined): string {
  return row === undefined ? '' : ` for sample ${row}`;
}

/** Where numbers were bad before, the function is not to blame. */
function excuse(read: readonly Named[]): string {
  const bad = read.find(([, numbers]) => firstNotFinite(numbers) >= 0);
  return bad === undefined ? '' : ` (its ${bad[0]} held such numbers already)`;
}

/** Anything finite minus itself is 0. */
function firstNotFinite(numbers: ArrayLike<number>): number {
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i] as number;
    if (value - value !== 0) return i;
  }
  return -1;
}
