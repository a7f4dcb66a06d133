import type { Preprocessing, Run } from '@rxgrad/stream';
import type { Plain, StateInfo } from '@rxgrad/wire';

/** What a run goes by beside its weights: as it is told in SCHEMA, and as words behind the weights. */
export interface RunState {
  /** Steps that features go through, as maps of `type` and what of their state is no number. */
  readonly preprocessing: readonly Readonly<Record<string, Plain>>[];
  readonly layout: readonly StateInfo[];
  /** One behind the other, as the layout says. */
  readonly parts: readonly Uint32Array[];
  /** Length of all parts. */
  readonly words: number;
}

type Numbers = Float64Array | Float32Array | Uint32Array;

/** A step that nobody else can repeat: it is one's own, or remembers what has no place on the wire. */
const CUSTOM = { type: 'custom' } as const;

/** The state of a run now: what preprocessing has learned, then what the model's layers remember. */
export function stateOf({ model, preprocessing }: Run): RunState {
  const layout: StateInfo[] = [];
  const parts: Uint32Array[] = [];
  let words = 0;
  const add = (name: string, values: Numbers): void => {
    const part = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    layout.push({ name, dtype: dtypeOf(values), length: values.length, offset: words });
    parts.push(part);
    words += part.length;
  };
  const steps = preprocessing.map((step, index) => describe(step, `preprocessing.${index}`, add));
  const layers = 'layerState' in model ? model.layerState : undefined;
  if (layers !== undefined && layers.length > 0) add('layers', layers);
  return { preprocessing: steps, layout, parts, words };
}

/** Whether the words of both mean the same. */
export function isSameLayout(a: RunState, b: RunState): boolean {
  const equal = (one: StateInfo, other: StateInfo | undefined): boolean =>
    one.name === other?.name && one.dtype === other.dtype && one.length === other.length;
  return (
    a.layout.length === b.layout.length &&
    a.layout.every((part, index) => equal(part, b.layout[index]))
  );
}

function describe(
  { learned }: Preprocessing,
  name: string,
  add: (name: string, values: Numbers) => void,
): Readonly<Record<string, Plain>> {
  const state = snapshotOf(learned);
  if (typeof state !== 'object' || state === null || !('type' in state)) return CUSTOM;
  const fields = Object.entries(state);
  if (!fields.every(([, value]) => isTold(value))) return CUSTOM;
  for (const [key, value] of fields) {
    if (typeof value === 'number') add(`${name}.${key}`, Float64Array.of(value));
    else if (isNumbers(value)) add(`${name}.${key}`, value);
  }
  return Object.fromEntries(fields.filter(([, value]) => isPlain(value))) as Record<string, Plain>;
}

/** One's own scaler may throw: that is no reason for the hub to fall. */
function snapshotOf(learned: Preprocessing['learned']): unknown {
  try {
    return learned?.snapshot();
  } catch {
    return undefined;
  }
}

function isTold(value: unknown): boolean {
  return typeof value === 'number' || isNumbers(value) || isPlain(value);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function isNumbers(value: unknown): value is Numbers {
  return (
    value instanceof Float64Array || value instanceof Float32Array || value instanceof Uint32Array
  );
}

function dtypeOf(values: Numbers): StateInfo['dtype'] {
  if (values instanceof Float64Array) return 'f64';
  return values instanceof Float32Array ? 'f32' : 'u32';
}
