import { type Features, ShapeError } from '@rxgrad/model';
import { StandardScaler, type State, type Stateful } from '@rxgrad/online';
import type { Plain, Schema } from '@rxgrad/wire';
import { SchemaMismatchError, UnsupportedError } from './errors.ts';

/** What transforms features as a run's pipeline does, once it has its state. */
interface Step extends Stateful {
  transformOne(x: ArrayLike<number>): Float32Array;
}

/** The numbers of one part of a step's state. */
type Part = (name: string) => Float64Array;

interface Kind {
  readonly make: () => Step;
  /** The step's state from its parts. */
  readonly stateOf: (part: Part) => State;
}

/** Every step by its type in SCHEMA. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  [
    'standardScaler',
    {
      make: () => new StandardScaler(),
      stateOf: (part) => ({
        type: 'standardScaler',
        count: part('count')[0] ?? NaN,
        mean: part('mean'),
        variance: part('variance'),
      }),
    },
  ],
]);

/** What features go through before the model of a run: a copy that is kept in step. */
export class MirroredPreprocessing {
  private readonly schema: Schema;
  private readonly kinds: readonly Kind[];
  private steps: readonly Step[] = [];
  /** A step that only the run's own pipeline can do. */
  private readonly unknown: string | undefined;

  constructor(schema: Schema) {
    const types = (schema.preprocessing ?? []).map(typeOf);
    this.schema = schema;
    this.unknown = types.find((type) => !KINDS.has(type));
    this.kinds = types.flatMap((type) => KINDS.get(type) ?? []);
  }

  /** Takes over what the run has learned; throws SchemaMismatchError for what cannot be. */
  follow(words: Uint32Array): void {
    if (this.unknown !== undefined) return;
    this.steps = this.kinds.map(({ make, stateOf }, index) => {
      const step = make();
      try {
        step.restore(stateOf((name) => this.part(words, `preprocessing.${index}.${name}`)));
      } catch (cause) {
        const { message } = cause as Error;
        const { run } = this.schema;
        throw new SchemaMismatchError(`preprocessing of "${run}": ${message}`, { cause });
      }
      return step;
    });
  }

  /** @throws UnsupportedError when only the run itself can do that */
  transform(x: Features): Features {
    if (this.unknown !== undefined) {
      throw new UnsupportedError(
        `run "${this.schema.run}" prepares features by "${this.unknown}", which is not known here: ` +
          'use client.predict, or prepare them yourself and use mirror.model.predictOne',
      );
    }
    return this.steps.reduce<Features>((value, step) => step.transformOne(dense(value)), x);
  }

  private part(words: Uint32Array, name: string): Float64Array {
    const info = this.schema.state?.find((part) => part.name === name && part.dtype === 'f64');
    if (info === undefined) throw new Error(`there are no f64 "${name}"`);
    return new Float64Array(words.slice(info.offset, info.offset + 2 * info.length).buffer);
  }
}

function typeOf({ type }: Readonly<Record<string, Plain>>): string {
  return typeof type === 'string' ? type : 'custom';
}

function dense(x: Features): ArrayLike<number> {
  if ('length' in x) return x;
  throw new ShapeError('the run standardizes dense features, the sample has sparse ones');
}
