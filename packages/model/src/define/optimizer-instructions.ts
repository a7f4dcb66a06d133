import type { HostFunction, HostMemory } from '@rxgrad/kernels';
import type { RulePlan } from '../optimizers/rule.ts';
import type { Segment } from '../parameters/segment.ts';
import { Guard, type Named } from './guard.ts';
import type { OptimizerStep, OptimizerStretch } from './optimizer-definition.ts';
import { UndoLog } from './undo-log.ts';

/** A definition whose names don't matter any more. */
export interface OptimizerFunctions {
  readonly type: string;
  readonly hyperparameters: readonly string[];
  readonly scalars: readonly string[];
  readonly slots: readonly string[];
  readonly begin?: (step: OptimizerStep<string, string>) => void;
  readonly update: (stretch: OptimizerStretch<string, string, string>) => void;
}

type Stretch = OptimizerStretch<string, string, string>;

/** What a stretch's function gets, and what of it is looked at afterwards. */
interface Call {
  readonly argument: Stretch;
  readonly read: readonly Named[];
  readonly written: readonly Named[];
}

/** One step of an optimizer of one's own within one program: its numbers, and what they were before. */
export class OwnStep {
  readonly #definition: OptimizerFunctions;
  readonly #plan: RulePlan;
  readonly #guard: Guard;
  readonly #undo = new UndoLog();
  readonly #hyperparameters: Record<string, number> = {};
  readonly #scalars: Record<string, number> = {};
  /** The scalars as they were. */
  readonly #before: number[] = [];

  constructor(definition: OptimizerFunctions, plan: RulePlan) {
    this.#definition = definition;
    this.#plan = plan;
    this.#guard = new Guard('optimizer', definition.type, 'update');
  }

  /** Reads hyperparameters and scalars, lets `begin` set the scalars. */
  begin(): HostFunction {
    const { hyperparameters: names, scalars, type, begin } = this.#definition;
    const addresses = names.map((name) => this.#plan.scalar(name) / 8);
    const kept = scalars.map((name) => this.#plan.scalar(name) / 8);
    const guard = new Guard('optimizer', type, 'begin');
    const argument = { hyperparameters: this.#hyperparameters, scalars: this.#scalars };
    return ({ f64 }) => {
      this.#undo.clear();
      for (const [i, name] of names.entries()) {
        this.#hyperparameters[name] = f64[addresses[i] as number] as number;
      }
      for (const [i, name] of scalars.entries()) {
        const value = f64[kept[i] as number] as number;
        this.#before[i] = value;
        this.#scalars[name] = value;
      }
      if (begin === undefined) return;
      guard.call(begin, argument);
      guard.requireFinite([['scalars', scalars.map((name) => this.#scalars[name] as number)]], []);
      for (const [i, name] of scalars.entries())
        f64[kept[i] as number] = this.#scalars[name] as number;
    };
  }

  /** Remembers a segment and its slots before anything moves them, weight decay included. */
  keep(segment: Segment, plan: RulePlan): HostFunction {
    const { weights, width, touched, count } = segment;
    const starts = [weights, ...this.#definition.slots.map((name) => plan.slot(name))];
    return ({ f32, u32 }) => {
      const rows = touched === 0 ? 1 : (u32[count / 4] as number);
      for (let k = 0; k < rows; k += 1) {
        const row = touched === 0 ? 0 : (u32[touched / 4 + k] as number);
        for (const start of starts) this.#undo.keep(f32, start / 4 + row * width, width);
      }
    };
  }

  /** Moves one segment; where that fails, all that this step has moved goes back. */
  update(segment: Segment, plan: RulePlan): HostFunction {
    const { slots } = this.#definition;
    const addresses = slots.map((name) => [name, plan.slot(name)] as const);
    const { weights, gradient, width, touched, count } = segment;
    let views: Float32Array | undefined;
    let whole: Call | undefined;
    return (memory) => {
      const { f32, u32 } = memory;
      if (touched === 0) {
        if (views !== f32)
          whole = this.#callOf(f32, weights / 4, gradient / 4, width, 0, addresses);
        views = f32;
        this.#move(memory, whole as Call);
        return;
      }
      for (let k = 0; k < (u32[count / 4] as number); k += 1) {
        const offset = (u32[touched / 4 + k] as number) * width;
        const at = gradient / 4 + k * width;
        this.#move(memory, this.#callOf(f32, weights / 4 + offset, at, width, offset, addresses));
      }
    };
  }

  #move(memory: HostMemory, { argument, read, written }: Call): void {
    try {
      this.#guard.call(this.#definition.update, argument);
      this.#guard.requireFinite(written, read);
    } catch (error) {
      this.#takeBack(memory);
      throw error;
    }
  }

  #takeBack({ f32, f64 }: HostMemory): void {
    this.#undo.undo(f32);
    for (const [i, name] of this.#definition.scalars.entries()) {
      f64[this.#plan.scalar(name) / 8] = this.#before[i] as number;
    }
  }

  #callOf(
    f32: Float32Array,
    weights: number,
    gradient: number,
    width: number,
    offset: number,
    addresses: readonly (readonly [string, number])[],
  ): Call {
    const argument: Stretch = {
      hyperparameters: this.#hyperparameters,
      scalars: this.#scalars,
      weights: f32.subarray(weights, weights + width),
      gradient: f32.subarray(gradient, gradient + width),
      slots: Object.fromEntries(
        addresses.map(([name, slot]) => {
          const at = slot / 4 + offset;
          return [name, f32.subarray(at, at + width)];
        }),
      ),
    };
    const written: Named[] = [['weights', argument.weights], ...Object.entries(argument.slots)];
    return { argument, written, read: [['gradient', argument.gradient]] };
  }
}
