import { type Dtype, dtypes } from './dtypes.ts';
import { quoted } from './quoted.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** What a header says of one tensor, checked by itself. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** The byte after the last one. */
  readonly end: number;
}

const FIELDS = ['dtype', 'shape', 'data_offsets'];

/** @throws SafetensorsError when it doesn't say what a tensor is, or its bytes are not as many as its shape needs */
export function readTensorInfo(name: string, info: unknown): TensorInfo {
  const fields = fieldsOf(name, info);
  const dtype = dtypeOf(name, fields['dtype']);
  const shape = fields['shape'];
  if (!isCounts(shape)) fail(name, 'shape: a list of whole numbers ≥ 0 is expected');
  const offsets = fields['data_offsets'];
  if (!isCounts(offsets) || offsets.length !== 2) {
    fail(name, 'data_offsets: two whole numbers ≥ 0 are expected');
  }
  const [begin, end] = offsets as readonly [number, number];
  const size = sizeOf(name, shape, dtype);
  if (end - begin !== size) {
    fail(
      name,
      `data_offsets: ${begin} to ${end} are ${end - begin} bytes, but ${size} are needed for shape [${shape.join(', ')}] ` +
        `of ${fields['dtype'] as string}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function fieldsOf(name: string, info: unknown): Readonly<Record<string, unknown>> {
  if (typeof info !== 'object' || info === null || Array.isArray(info)) {
    return fail(name, `an object with ${FIELDS.join(', ')} is expected`);
  }
  const missing = FIELDS.find((field) => !Object.hasOwn(info, field));
  if (missing !== undefined) fail(name, `${missing} is missing`);
  const unknown = Object.keys(info).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) fail(name, `the field ${quoted(unknown)} is unknown`);
  return info as Readonly<Record<string, unknown>>;
}

function dtypeOf(name: string, value: unknown): Dtype {
  const dtype =
    typeof value === 'string' && Object.hasOwn(dtypes, value) ? dtypes[value] : undefined;
  if (dtype !== undefined) return dtype;
  const given = typeof value === 'string' ? quoted(value) : 'no text';
  return fail(name, `dtype: it is ${given}; ${Object.keys(dtypes).join(', ')} are read`);
}

function isCounts(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && (count as number) >= 0)
  );
}

/** Bytes of a tensor; refuses products that no number holds exactly. */
function sizeOf(name: string, shape: readonly number[], { bytes }: Dtype): number {
  let size = bytes;
  for (const dimension of shape) {
    size *= dimension;
    if (!Number.isSafeInteger(size))
      fail(name, 'shape: a tensor of that size is beyond any memory');
  }
  return size;
}

function fail(name: string, problem: string): never {
  throw new SafetensorsError(`header, tensor ${quoted(name)}, ${problem}`);
}
