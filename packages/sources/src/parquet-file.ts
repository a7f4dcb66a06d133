import { type FileHandle, open } from 'node:fs/promises';

import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

import { BrokenFileError } from './broken-file-error.ts';
import { MissingFileError } from './missing-file-error.ts';
import { type GroupColumn, plainColumn } from './group-column.ts';
import { joinPieces } from './parquet-columns.ts';
import { readDictionaryColumn } from './parquet-dictionary.ts';
import type { Value } from './row.ts';

/** An open Parquet file, read a column of a row group at a time. */
export class ParquetFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #buffer: AsyncBuffer;
  readonly #metadata: FileMetaData;

  private constructor(
    path: string,
    handle: FileHandle,
    buffer: AsyncBuffer,
    metadata: FileMetaData,
  ) {
    this.path = path;
    this.#handle = handle;
    this.#buffer = buffer;
    this.#metadata = metadata;
  }

  /** @throws MissingFileError, BrokenFileError */
  static async open(path: string): Promise<ParquetFile> {
    const handle = await open(path).catch((error: unknown) => {
      throw new MissingFileError(path, error);
    });
    try {
      const buffer = await bufferOf(handle);
      return new ParquetFile(path, handle, buffer, await parquetMetadataAsync(buffer));
    } catch (error) {
      await handle.close();
      throw new BrokenFileError(path, 'Parquet', error);
    }
  }

  get columns(): readonly string[] {
    return this.#schema.map(({ name }) => name);
  }

  get #schema(): readonly SchemaElement[] {
    return parquetSchema(this.#metadata).children.map(({ element }) => element);
  }

  /** How many rows each row group has. */
  get groups(): readonly number[] {
    return this.#metadata.row_groups.map((group) => Number(group.num_rows));
  }

  /** One column of the row group that begins at row `start` of the file. @throws BrokenFileError */
  async read(name: string, group: number, start: number): Promise<GroupColumn> {
    try {
      return (
        (await this.#readDictionary(name, group)) ??
        plainColumn(await this.#readAny(name, group, start))
      );
    } catch (error) {
      throw new BrokenFileError(this.path, 'Parquet', error);
    }
  }

  async #readDictionary(name: string, group: number): Promise<GroupColumn | undefined> {
    const column = this.#metadata.row_groups[group]?.columns
      .map((chunk) => chunk.meta_data)
      .find((meta) => meta?.path_in_schema.length === 1 && meta.path_in_schema[0] === name);
    const element = this.#schema.find((child) => child.name === name);
    if (!column || !element) return undefined;
    return await readDictionaryColumn(this.#buffer, column, element, this.groups[group] ?? 0);
  }

  async #readAny(name: string, group: number, start: number): Promise<ArrayLike<Value>> {
    const pieces: ArrayLike<unknown>[] = [];
    const length = this.groups[group] ?? 0;
    await parquetRead({
      file: this.#buffer,
      metadata: this.#metadata,
      compressors,
      columns: [name],
      rowStart: start,
      rowEnd: start + length,
      onChunk: ({ columnData }) => pieces.push(columnData),
    });
    return joinPieces(pieces, length);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error(`it ends at byte ${start + at}`);
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
