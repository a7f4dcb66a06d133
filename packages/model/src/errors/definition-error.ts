/** What a member of one's own is. */
export type MemberKind = 'layer' | 'loss' | 'optimizer';

/**
 * A function of a layer, loss or optimizer of one's own threw, or wrote a number that is NaN or infinite.
 *
 * It ends the step that it was part of, and a pipeline with it. Weights, and what optimizers remember, are as they were before
 * that step; what the function threw is the `cause`.
 *
 * @example
 * ```ts
 * import { Batch, DefinitionError, defineLayer, sequential } from 'rxgrad';
 * const root = defineLayer({
 *   type: 'root',
 *   forward: ({ x, y }) => x.forEach((value, i) => (y[i] = Math.sqrt(value))),
 * });
 * let error: unknown;
 * try {
 *   sequential({ inputs: 2 }, root()).forward(Batch.of([{ x: [4, -1], y: 0 }]));
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof DefinitionError && [error.kind, error.member, error.function]; // → ['layer', 'root', 'forward']
 * ```
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly kind: MemberKind;
  /** The layer's name in its model, the loss's name, or the optimizer's type. */
  readonly member: string;
  /** Which of its functions it was. */
  readonly function: string;

  constructor(
    { kind, member, function: called }: Pick<DefinitionError, 'kind' | 'member' | 'function'>,
    what: string,
    options?: ErrorOptions,
  ) {
    super(
      `${kind} "${member}": ${called} ${what}; weights are as they were before this step`,
      options,
    );
    this.kind = kind;
    this.member = member;
    this.function = called;
  }
}
