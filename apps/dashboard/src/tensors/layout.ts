import { type SchemaSpec, type TensorSpec, isBias, lengthOf, ownerOf } from './tensor-spec.ts';
import { weightNames } from './weight-names.ts';

/** A weight with a name of its own, at its place in the flat vector. */
export interface NamedWeight {
  readonly name: string;
  readonly index: number;
}

/** Few weights: a bar each. */
export interface Bars {
  readonly kind: 'bars';
  readonly title: string;
  readonly weights: readonly NamedWeight[];
}

/** Many weights: a pixel each. Cell (row, column) shows weight `offset + row·rowStride + column·columnStride`. */
export interface WeightMap {
  readonly kind: 'map';
  readonly title: string;
  readonly offset: number;
  readonly length: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** What a row and a column stand for; undefined where a long vector was merely folded. */
  readonly axes: { readonly row: string; readonly column: string } | undefined;
}

/** Weights on a square picture: what every unit of the layer looks for, as a picture of its own. */
export interface Atlas {
  readonly kind: 'atlas';
  readonly title: string;
  readonly offset: number;
  readonly length: number;
  readonly side: number;
  readonly units: number;
  /** The weights by which each unit speaks to the next layer, where that one is small: unit `u` has them at `offset + u·count`. */
  readonly outgoing: { readonly offset: number; readonly count: number } | undefined;
}

export type Part = Bars | WeightMap | Atlas;

/** What belongs together: the tensors of a layer. */
export interface Panel {
  readonly name: string;
  readonly parts: readonly Part[];
}

const MOST_BARS = 64;

/** Decides how a model's weights are shown: all as bars while they can be named and counted, else layer by layer. */
export function layout(schema: SchemaSpec): readonly Panel[] {
  const total = schema.tensors.reduce((sum, tensor) => sum + lengthOf(tensor), 0);
  if (total === 0) return [];
  if (total <= MOST_BARS)
    return [{ name: 'weights', parts: [bars('weights', schema.tensors, schema)] }];
  const owners = [...new Set(schema.tensors.map(ownerOf))];
  return owners.map((owner) => ({
    name: owner,
    parts: schema.tensors
      .filter((tensor) => ownerOf(tensor) === owner)
      .map((tensor) => partOf(tensor, schema)),
  }));
}

function partOf(tensor: TensorSpec, schema: SchemaSpec): Part {
  const length = lengthOf(tensor);
  const [inputs = 1, outputs = 1] = tensor.shape;
  const title = shortName(tensor);
  if (length <= MOST_BARS && (length === 1 || outputs === 1) && !isBias(tensor)) {
    return bars(title, [tensor], schema);
  }
  if (length === 1) return bars(title, [tensor], schema);
  const at = { title, offset: tensor.offset, length };
  const side = Math.sqrt(inputs);
  if (tensor.shape.length === 2 && outputs > 1 && side >= 4 && Number.isInteger(side)) {
    if (tensor === schema.tensors[0]) {
      return { kind: 'atlas', ...at, side, units: outputs, outgoing: outgoingOf(outputs, schema) };
    }
  }
  return tensor.shape.length === 2 && outputs > 1
    ? { kind: 'map', ...at, ...matrix(inputs, outputs) }
    : { kind: 'map', ...at, ...folded(length) };
}

function outgoingOf(units: number, schema: SchemaSpec): Atlas['outgoing'] {
  const next = schema.tensors.slice(1).find(({ shape }) => shape.length === 2);
  const [inputs, count = 0] = next?.shape ?? [];
  return next !== undefined && inputs === units && count <= 16
    ? { offset: next.offset, count }
    : undefined;
}

function bars(title: string, tensors: readonly TensorSpec[], schema: SchemaSpec): Bars {
  const weights = tensors.flatMap((tensor) =>
    weightNames(tensor, schema).map((name, i) => ({ name, index: tensor.offset + i })),
  );
  return { kind: 'bars', title, weights };
}

/** The longer side lies flat: panels are wide, and a phone scrolls down. */
function matrix(
  inputs: number,
  outputs: number,
): Omit<WeightMap, 'kind' | 'title' | 'offset' | 'length'> {
  return inputs > outputs
    ? {
        rows: outputs,
        columns: inputs,
        rowStride: 1,
        columnStride: outputs,
        axes: { row: 'output', column: 'input' },
      }
    : {
        rows: inputs,
        columns: outputs,
        rowStride: outputs,
        columnStride: 1,
        axes: { row: 'input', column: 'output' },
      };
}

function folded(length: number): Omit<WeightMap, 'kind' | 'title' | 'offset' | 'length'> {
  const columns = length <= 256 ? length : Math.ceil(Math.sqrt(length));
  return {
    rows: Math.ceil(length / columns),
    columns,
    rowStride: columns,
    columnStride: 1,
    axes: undefined,
  };
}

function shortName(tensor: TensorSpec): string {
  return tensor.name.slice(tensor.name.search(/[^./]+$/));
}

/** The stretch of the flat vector that a part shows. */
export function stretchOf(part: Part): { readonly offset: number; readonly length: number } {
  if (part.kind !== 'bars') return { offset: part.offset, length: part.length };
  const indices = part.weights.map(({ index }) => index);
  const offset = Math.min(...indices);
  return { offset, length: Math.max(...indices) + 1 - offset };
}
