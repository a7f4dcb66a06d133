import { isReserved } from './check-keys.ts';
import { quoted } from './quoted.ts';
import { METADATA, MOST_HEADER_BYTES, PREFIX } from './read-header.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** Half a character, which no UTF-8 text can hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A tensor to be written. */
export interface OutgoingTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/**
 * Writes https://github.com/huggingface/safetensors#format: length, header padded to 8 bytes, tensors one after another.
 *
 * @throws SafetensorsError when the file would be one that can't be read: a name taken twice or reserved, a number that is
 *   not finite, an endless header
 */
export function writeFile(
  tensors: readonly OutgoingTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  requireNames(tensors);
  const header = headerOf(tensors, metadata);
  const size = tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(PREFIX + header.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, PREFIX);
  let at = PREFIX + header.length;
  for (const { name, values } of tensors) {
    requireFinite(name, values);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

function headerOf(
  tensors: readonly OutgoingTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const fields = tensors.map(({ name, shape, values }) => {
    const begin = end;
    end += values.byteLength;
    const dtype = values instanceof Float32Array ? 'F32' : 'F64';
    return field(name, { dtype, shape, data_offsets: [begin, end] });
  });
  const json = `{${[field(METADATA, metadata), ...fields].join(',')}}`;
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(' '.charCodeAt(0));
  header.set(text);
  if (header.length <= MOST_HEADER_BYTES) return header;
  throw new SafetensorsError(
    `the header would have ${header.length} bytes, at most ${MOST_HEADER_BYTES} are read`,
  );
}

/** As text, since an object would put names like "0" first. */
function field(name: string, value: object): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

function requireNames(tensors: readonly OutgoingTensor[]): void {
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name)) {
      throw new SafetensorsError(`two tensors would be called ${quoted(name)}; rename one`);
    }
    if (isReserved(name) || name === METADATA || LONE_SURROGATE.test(name)) {
      throw new SafetensorsError(`no tensor can be called ${quoted(name)} in a file; rename it`);
    }
    names.add(name);
  }
}

function requireFinite(name: string, values: Float32Array | Float64Array): void {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw new SafetensorsError(
        `tensor ${quoted(name)}: number ${i} is ${values[i]}; a file of it could not be loaded`,
      );
    }
  }
}
