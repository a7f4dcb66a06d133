import { activations } from './operations/activations.ts';
import { layers } from './operations/layers.ts';
import { linear } from './operations/linear.ts';
import { losses } from './operations/losses.ts';
import { optimizers } from './operations/optimizers.ts';
import { programs } from './operations/programs.ts';
import { transforms } from './operations/transforms.ts';

export type { Operation } from './operations/operation.ts';

/**
 * Every kernel that a plan can call: its file under `assembly/` and its operands in order.
 *
 * The one list: the build makes the interpreter from it, and `Program.emit` takes its types from it.
 */
export const operations = {
  ...programs,
  ...linear,
  ...activations,
  ...layers,
  ...losses,
  ...transforms,
  ...optimizers,
} as const;

/** The name of a kernel. */
export type OperationName = keyof typeof operations;

/** The operands that an instruction stores, by name: `rows` is read when it runs. */
export type Operands<K extends OperationName> = Readonly<
  Record<Exclude<(typeof operations)[K]['operands'][number], 'rows'>, number>
>;
