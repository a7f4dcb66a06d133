import type { Parameters } from '../parameters/parameters.ts';
import { quoted } from './quoted.ts';
import { SafetensorsError } from './safetensors-error.ts';

type Metadata = ReadonlyMap<string, string>;
/** What a file holds. */
type Kind = 'weights' | 'optimizer' | 'state';

/** Of the meaning of a file's metadata and names; a newer one is refused. */
const VERSION = '1';

/** What every file says: the layout of its tensors is PyTorch's (`format`), and what wrote it. */
export function describeFile(kind: Kind, parameters: Parameters): Record<string, string> {
  return {
    format: 'pt',
    rxgrad: VERSION,
    'rxgrad.kind': kind,
    'rxgrad.version': `${parameters.version}`,
    'rxgrad.hash': parameters.schema().hash,
  };
}

/** @throws SafetensorsError when the file says that it holds something else; files of others don't say */
export function requireKind(metadata: Metadata, expected: Kind): void {
  const version = metadata.get('rxgrad');
  if (version === undefined) return;
  if (version !== VERSION) {
    throw new SafetensorsError(
      `metadata "rxgrad": version ${quoted(version)} is unknown, this one reads ${VERSION}; is a newer rxgrad needed?`,
    );
  }
  const kind = metadata.get('rxgrad.kind');
  if (kind === expected) return;
  throw new SafetensorsError(
    `metadata "rxgrad.kind": the file holds ${quoted(kind ?? '')}, "${expected}" is expected; is it the other file?`,
  );
}

/** Updates that the weights had seen; undefined in files of others. */
export function versionIn(metadata: Metadata): number | undefined {
  const text = metadata.get('rxgrad') === undefined ? undefined : metadata.get('rxgrad.version');
  if (text === undefined) return undefined;
  const version = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(version)) return version;
  throw new SafetensorsError(
    `metadata "rxgrad.version": a whole number is expected, it is ${quoted(text)}`,
  );
}
