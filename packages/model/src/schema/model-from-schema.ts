import { layerRegistry } from '../define/registry.ts';
import { SchemaError } from '../errors/schema-error.ts';
import type { Layer } from '../layers/layer.ts';
import type { OptionKind } from '../layers/registry.ts';
import { Model } from '../model.ts';
import type { BuiltLayer } from '../plan/built-layer.ts';
import { buildLayers } from '../sequential.ts';
import { SchemaReader } from './schema-reader.ts';

const MOST_LAYERS = 256;
const MOST_DEPTH = 8;
const MOST_UNITS = 2 ** 24;
/** 1 GiB of weights; nothing is allocated before the schema's sizes are known to stay below. */
const MOST_WEIGHTS = 2 ** 28;

/**
 * Builds the model that a schema describes, its weights all 0, to be filled by `load` or `restore`.
 *
 * The schema may come from anywhere: everything in it is checked before anything is allocated. Tensors and hash,
 * where it has them, must be those that follow from its layers.
 *
 * @param schema what `model.schema()` gave, perhaps through JSON or msgpack
 * @param options.mostWeights how many weights the model may have; more than 2^28 are never built
 * @throws SchemaError when it describes no model that can be built here
 * @example
 * ```ts
 * import { dense, modelFromSchema, relu, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2, seed: 1 }, dense(3), relu(), dense(1));
 * const twin = modelFromSchema(JSON.parse(JSON.stringify(model.schema())));
 * twin.load(model.data);
 * twin.predictOne([1, 2])[0] === model.predictOne([1, 2])[0]; // → true
 * ```
 */
export function modelFromSchema(
  schema: unknown,
  { mostWeights = MOST_WEIGHTS }: { readonly mostWeights?: number } = {},
): Model {
  const reader = new SchemaReader(schema, 'schema');
  const inputs = reader.count('inputs', 1, MOST_UNITS);
  const features = featuresOf(reader, inputs);
  const layers = layersOf(reader, 'schema', 0);
  const name = reader.field('name') === undefined ? undefined : reader.text('name');
  const built = attempt(() => buildLayers(inputs, layers));
  requireSize(
    built.flatMap(({ specs }) => specs.map(({ shape }) => shape)),
    Math.min(mostWeights, MOST_WEIGHTS),
  );
  requireRoom(built);
  const model = attempt(() => new Model({ name, features, layers: built }));
  requireAgreement(reader, model);
  return model;
}

function layersOf(reader: SchemaReader, where: string, depth: number): Layer[] {
  if (depth > MOST_DEPTH) {
    throw new SchemaError(`${where}: layers are nested more than ${MOST_DEPTH} deep`);
  }
  return reader
    .list('layers', MOST_LAYERS)
    .map((value, i) => layerOf(value, `${where}, layer ${i}`, depth));
}

function layerOf(value: unknown, where: string, depth: number): Layer {
  const reader = new SchemaReader(value, where);
  const type = reader.text('type');
  const known = layerRegistry.find(type);
  if (known === undefined) {
    throw new SchemaError(
      `${where}: layer type "${type}" is unknown; known are ${layerRegistry.names.join(', ')}. If it is one of your own, give what defineLayer made of it to register(…) before`,
    );
  }
  const { options } = known;
  const unknown = reader.keys.find(
    (key) => key !== 'type' && key !== 'name' && !Object.hasOwn(options, key),
  );
  if (unknown !== undefined) throw new SchemaError(`${where}: ${type} has no option "${unknown}"`);
  const config = Object.fromEntries(
    Object.entries(options).map(([key, kind]) => [
      key,
      kind === 'layers' ? layersOf(reader, where, depth + 1) : optionOf(reader, key, kind),
    ]),
  );
  const name = reader.text('name');
  return attempt(() => known.build(config, name));
}

function optionOf(
  reader: SchemaReader,
  key: string,
  kind: Exclude<OptionKind, 'layers'>,
): number | boolean {
  if (kind === 'boolean') return reader.boolean(key);
  if (kind === 'number') return reader.number(key);
  return reader.count(key, kind === 'count' ? 1 : 0, MOST_UNITS);
}

function featuresOf(reader: SchemaReader, inputs: number): readonly string[] | undefined {
  if (reader.field('features') === undefined) return undefined;
  const features = reader.list('features', MOST_UNITS);
  if (features.length === inputs && features.every((feature) => typeof feature === 'string')) {
    return features;
  }
  throw new SchemaError(`schema, field "features": ${inputs} names are expected`);
}

function requireSize(shapes: readonly (readonly number[])[], most: number): void {
  const weights = shapes.reduce((sum, shape) => sum + shape.reduce((n, size) => n * size, 1), 0);
  if (weights > most) {
    throw new SchemaError(
      `schema: the model would have ${weights} weights; at most ${most} are built`,
    );
  }
}

/** What a sample needs on its way through the layers must fit as well. */
function requireRoom(built: readonly BuiltLayer[]): void {
  for (const { layer, name, inputs, outputs } of built) {
    const numbers = (layer.scratch?.(inputs, 1) ?? 0) + (layer.state?.words(inputs) ?? 0);
    if (outputs <= MOST_UNITS && numbers <= MOST_UNITS) continue;
    throw new SchemaError(
      `schema: layer "${name}" would have ${outputs} outputs and keep ${numbers} numbers; at most ${MOST_UNITS} can be`,
    );
  }
}

/** What the schema says beyond layers must be what follows from them. */
function requireAgreement(reader: SchemaReader, model: Model): void {
  const expected = model.schema();
  for (const key of ['outputs', 'tensors', 'hash'] as const) {
    const given = reader.field(key);
    if (
      given !== undefined &&
      JSON.stringify(sorted(given)) !== JSON.stringify(sorted(expected[key]))
    ) {
      throw new SchemaError(
        `schema, field "${key}": it doesn't follow from the layers; this version of rxgrad builds another model of them`,
      );
    }
  }
}

/** Objects with their keys in order, so that equal ones have equal JSON; ids that transport adds are left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Runs what may refuse the layers, and says so in the schema's own words. */
function attempt<T>(build: () => T): T {
  try {
    return build();
  } catch (cause) {
    throw new SchemaError(`schema: ${(cause as Error).message}`, { cause });
  }
}
