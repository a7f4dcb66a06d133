import { OptionError } from '@rxgrad/online';
import { type LayerType, layerTypes } from '../layers/registry.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import { lossFunctions } from '../losses/registry.ts';

/** Members by name: ours, and those of one's own that were registered. */
export class Registry<T> {
  readonly #kind: string;
  readonly #ours: ReadonlySet<string>;
  readonly #members: Map<string, T>;

  constructor(kind: string, ours: Readonly<Record<string, T>>) {
    this.#kind = kind;
    this.#members = new Map(Object.entries(ours));
    this.#ours = new Set(this.#members.keys());
  }

  get names(): readonly string[] {
    return [...this.#members.keys()];
  }

  find(name: string): T | undefined {
    return this.#members.get(name);
  }

  /** @throws OptionError when one of ours has that name */
  requireFree(name: string): void {
    if (!this.#ours.has(name)) return;
    throw new OptionError(
      `the ${this.#kind} "${name}" is one of rxgrad's own; choose another name`,
    );
  }

  /** @throws OptionError when another one has that name */
  add(name: string, member: T): void {
    this.requireFree(name);
    const known = this.#members.get(name);
    if (known !== undefined && known !== member) {
      throw new OptionError(
        `another ${this.#kind} "${name}" is registered already; define it once and import it, or choose another name`,
      );
    }
    this.#members.set(name, member);
  }
}

/** A configuration of any layer: checked against its options before it is built. */
export type AnyLayerType = LayerType<Record<string, unknown>>;

/** Every layer type that a schema may name. */
export const layerRegistry = new Registry<AnyLayerType>('layer type', layerTypes);

/** Every loss that a run may name. */
export const lossRegistry = new Registry<LossFunction>('loss', lossFunctions);
