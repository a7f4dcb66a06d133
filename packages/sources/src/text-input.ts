import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { AlreadyReadError } from './already-read-error.ts';
import { MissingFileError } from './missing-file-error.ts';

/** The path or URL of a text file, or a stream of text (UTF-8) that can be read once. */
export type TextSource = string | URL | AsyncIterable<string | Uint8Array>;

/** Text to be read piece by piece, and what to call it in errors. */
export interface TextInput {
  readonly name: string;
  /** Ends, and closes what it opened, once the signal is aborted. */
  open(signal: AbortSignal): AsyncGenerator<string>;
}

/** Files open anew at every `open`, streams only once. */
export function textInput(source: TextSource, streamName = 'the stream'): TextInput {
  if (typeof source === 'string' || source instanceof URL) {
    const name = pathOf(source);
    return { name, open: (signal) => readFile(name, signal) };
  }
  let used = false;
  return {
    name: streamName,
    async *open(signal) {
      if (used) throw new AlreadyReadError(streamName);
      used = true;
      yield* readStream(source, signal);
    },
  };
}

export function pathOf(file: string | URL): string {
  return typeof file === 'string' ? file : fileURLToPath(file);
}

async function* readFile(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const handle = await open(path).catch((error: unknown) => {
    throw new MissingFileError(path, error);
  });
  try {
    yield* readStream(handle.createReadStream({ autoClose: false }), signal);
  } catch (error) {
    throw new MissingFileError(path, error);
  } finally {
    await handle.close();
  }
}

async function* readStream(
  stream: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const pieces = stream[Symbol.asyncIterator]();
  const stop = (): void => {
    if (stream instanceof Readable) stream.destroy();
    else void pieces.return?.();
  };
  signal.addEventListener('abort', stop);
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const piece = await pieces.next();
      if (piece.done === true) break;
      const text =
        typeof piece.value === 'string'
          ? piece.value
          : decoder.decode(piece.value, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    if (!signal.aborted) throw error; // a destroyed stream complains that it ended early
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
