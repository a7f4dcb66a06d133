import { checkKeys } from './check-keys.ts';
import { quoted } from './quoted.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** Bytes before the header: its length. */
export const PREFIX = 8;
/** The longest header that the reference implementation reads. */
export const MOST_HEADER_BYTES = 100_000_000;
/** The header's key that is no tensor. */
export const METADATA = '__metadata__';

/** A header whose form is right; what it says of tensors is yet to be checked. */
export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  readonly entries: readonly (readonly [name: string, info: unknown])[];
  /** Where the tensors' bytes begin in the file. */
  readonly dataStart: number;
}

/** @throws SafetensorsError when the file is cut off, or its header is no JSON object with keys of its own */
export function readHeader(bytes: Uint8Array): Header {
  const length = headerLength(bytes);
  const dataStart = PREFIX + length;
  const text = decode(bytes.subarray(PREFIX, dataStart));
  const fields = parseObject(text);
  checkKeys(text, 'header');
  const entries = Object.entries(fields);
  return {
    metadata: metadataOf(entries.find(([key]) => key === METADATA)?.[1]),
    entries: entries.filter(([key]) => key !== METADATA),
    dataStart,
  };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < PREFIX) {
    throw new SafetensorsError(
      `the file ends after ${bytes.length} bytes; it begins with ${PREFIX} bytes that tell the header's length`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, PREFIX);
  const length = view.getBigUint64(0, true);
  if (length > MOST_HEADER_BYTES) {
    throw new SafetensorsError(
      `the header's length is ${length} bytes, at most ${MOST_HEADER_BYTES} are read; is it a safetensors file?`,
    );
  }
  if (length > bytes.length - PREFIX) {
    throw new SafetensorsError(
      `the header's length is ${length} bytes, but only ${bytes.length - PREFIX} follow; was the file cut off?`,
    );
  }
  return Number(length);
}

/** Copies, so that nobody changes the text while it is checked. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] !== '{'.charCodeAt(0)) throw new SafetensorsError('the header must begin with {');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes));
  } catch (cause) {
    throw new SafetensorsError('the header is no UTF-8 text', { cause });
  }
}

function parseObject(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new SafetensorsError(`the header is no JSON: ${(cause as Error).message}`, { cause });
  }
}

function metadataOf(value: unknown): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SafetensorsError(`header, ${METADATA}: an object of texts is expected`);
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const wrong = entries.find(([, text]) => typeof text !== 'string');
  if (wrong !== undefined) {
    throw new SafetensorsError(`header, ${METADATA}, ${quoted(wrong[0])}: a text is expected`);
  }
  return new Map(entries as [string, string][]);
}
