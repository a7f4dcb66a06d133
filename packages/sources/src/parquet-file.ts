import { type FileHandle, open } from 'node:fs/promises';

import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

import { BrokenFileError } from './broken-file-error.ts';
import { MissingFileError } from './missing-file-error.ts';
import { joinPieces } from './parquet-columns.ts';
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
    return parquetSchema(this.#metadata).children.map(({ element }) => element.name);
  }

  /** How many rows each row group has. */
  get groups(): readonly number[] {
    return this.#metadata.row_groups.map((group) => Number(group.num_rows));
  }

  /** One column's values in the rows from `start` on that make up a row group. @throws BrokenFileError */
  async read(column: string, start: number, length: number): Promise<ArrayLike<Value>> {
    const pieces: ArrayLike<unknown>[] = [];
    try {
      await parquetRead({
        file: this.#buffer,
        metadata: this.#metadata,
        compressors,
        columns: [column],
        rowStart: start,
        rowEnd: start + length,
        onChunk: ({ columnData }) => pieces.push(columnData),
      });
    } catch (error) {
      throw new BrokenFileError(this.path, 'Parquet', error);
    }
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
