import { quoted } from './quoted.ts';
import { readHeader } from './read-header.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { type TensorInfo, readTensorInfo } from './tensor-info.ts';

/** A tensor in a file. */
export interface FileTensor extends TensorInfo {
  /** Its numbers' bytes: a view of the file. */
  readonly bytes: Uint8Array;
}

/** A file that is well-formed from its first byte to its last. */
export interface SafetensorsFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

/**
 * Reads https://github.com/huggingface/safetensors#format: header and data are checked, numbers not yet read.
 *
 * @throws SafetensorsError when anything is not as the format wants it
 */
export function readFile(bytes: Uint8Array): SafetensorsFile {
  const { metadata, entries, dataStart } = readHeader(bytes);
  const infos = entries.map(([name, info]) => readTensorInfo(name, info));
  requireContiguous(infos, bytes.length - dataStart);
  const tensors = infos.map((info): [string, FileTensor] => {
    const view = bytes.subarray(dataStart + info.begin, dataStart + info.end);
    return [info.name, { ...info, bytes: view }];
  });
  return { metadata, tensors: new Map(tensors) };
}

/** Tensors must cover the data once, without holes: bytes that nobody names could be anything. */
function requireContiguous(infos: readonly TensorInfo[], length: number): void {
  const sorted = [...infos].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  let before = '';
  for (const { name, begin, end } of sorted) {
    const where = `header, tensor ${quoted(name)}, data_offsets`;
    if (begin < covered) {
      throw new SafetensorsError(
        `${where}: it begins at byte ${begin}, inside tensor ${quoted(before)}`,
      );
    }
    if (begin > covered) {
      throw new SafetensorsError(
        `${where}: bytes ${covered} to ${begin} before it are no tensor's`,
      );
    }
    if (end > length) {
      throw new SafetensorsError(
        `${where}: it ends at byte ${end}, but there are ${length} bytes of data; was the file cut off?`,
      );
    }
    [covered, before] = [end, name];
  }
  if (covered < length) {
    throw new SafetensorsError(`the last ${length - covered} bytes of the file are no tensor's`);
  }
}
