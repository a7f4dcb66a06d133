import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Row, type Source, csv, ndjson, parquet, stdin } from 'rxgrad/sources';
import { UsageError } from '../usage-error.ts';

/** How rows are written down. */
export type Format = 'ndjson' | 'csv' | 'parquet';

/** Which columns matter. */
export interface Columns {
  readonly label: string;
  readonly features?: readonly string[];
}

/** Rows to be fed, and what is wrong with what is none. */
export interface Input extends Columns {
  readonly rows: Source<Row>;
  /** Told of lines that are no rows, once somebody reads. */
  onReject: (problem: string) => void;
  /** How much of the input was read, from 0 to 1, where its size is known. */
  share(): number | undefined;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.parquet': 'parquet',
};

/** @throws UsageError - when there is no such file, or its format can't be told from its name */
export async function openInput(
  file: string,
  format: Format | undefined,
  columns: Columns,
): Promise<Input> {
  const { label, features } = columns;
  const chosen = format ?? (file === '-' ? 'ndjson' : FORMATS[extname(file).toLowerCase()]);
  if (chosen === undefined) throw new UsageError(`say how to read ${file}, by --format`);
  const size = file === '-' ? undefined : await sizeOf(file);
  let read = 0;
  const input: Input = {
    label,
    ...(features === undefined ? {} : { features }),
    rows: rowsOf(file, chosen, columns, {
      // Where a line stands and what it holds would make every reason another one.
      onReject: (error) => input.onReject(problemOf(error)),
      onRead: (bytes) => (read += bytes),
    }),
    onReject: () => {},
    share: () =>
      size === undefined || chosen === 'parquet' ? undefined : size === 0 ? 1 : read / size,
  };
  return input;
}

interface Watch {
  readonly onReject: (error: Error) => void;
  readonly onRead: (bytes: number) => void;
}

function rowsOf(
  file: string,
  format: Format,
  { label, features }: Columns,
  watch: Watch,
): Source<Row> {
  const { onReject } = watch;
  if (format === 'parquet') {
    if (file === '-') throw new UsageError('Parquet is read from a file, not from standard input');
    return parquet(file, features === undefined ? {} : { columns: [...features, label] });
  }
  if (file === '-') return stdin({ format, onReject });
  const text = counted(file, watch.onRead);
  return format === 'csv' ? csv(text, { onReject }) : ndjson(text, { onReject });
}

/** What is wrong with a line, without the line. */
function problemOf({ message }: Error): string {
  return message.replace(/^.*?, line \d+: /, '').replace(/^not JSON:.*$/s, 'a line is not JSON');
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new UsageError(`there is no file ${file}`);
  return found.size;
}

async function* counted(file: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file)) {
    onRead((chunk as Buffer).byteLength);
    yield chunk as Buffer;
  }
}
