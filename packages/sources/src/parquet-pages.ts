import type { ColumnMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';

/** The values of a dictionary, encoded plainly. */
export interface DictionaryPage {
  readonly kind: 'dictionary';
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** For each row whether it has a value (1 or 0), and for each value where in the dictionary it stands. */
export interface ReferencePage {
  readonly kind: 'references';
  readonly present: Uint8Array;
  /** The width in bits of a reference, then the references. */
  readonly bytes: Uint8Array;
}

/** A page that this room leaves to hyparquet. */
export interface OtherPage {
  readonly kind: 'other';
}

type Header = ReturnType<typeof parquetHeader>;

/** The pages of a flat column, decompressed. */
export function* pagesOf(
  buffer: ArrayBuffer,
  column: ColumnMetaData,
  optional: boolean,
): Generator<DictionaryPage | ReferencePage | OtherPage> {
  const reader = { view: new DataView(buffer), offset: 0 };
  while (reader.offset < buffer.byteLength - 1) {
    const header = parquetHeader(reader);
    const bytes = new Uint8Array(buffer, reader.offset, header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    yield pageOf(header, bytes, column, optional);
  }
}

function pageOf(
  header: Header,
  compressed: Uint8Array,
  { codec }: ColumnMetaData,
  optional: boolean,
): DictionaryPage | ReferencePage | OtherPage {
  const {
    dictionary_page_header: dictionary,
    data_page_header: v1,
    data_page_header_v2: v2,
  } = header;
  const inflate = (bytes: Uint8Array, size: number): Uint8Array =>
    decompressPage(bytes, size, codec, compressors);
  if (header.type === 'DICTIONARY_PAGE' && dictionary) {
    const bytes = inflate(compressed, header.uncompressed_page_size);
    return { kind: 'dictionary', count: dictionary.num_values, bytes };
  }
  if (header.type === 'DATA_PAGE' && v1 && isReference(v1.encoding)) {
    const bytes = inflate(compressed, header.uncompressed_page_size);
    const reader = readerOf(bytes);
    const present = new Uint8Array(v1.num_values).fill(1);
    if (optional) readRleBitPackedHybrid(reader, 1, present);
    return { kind: 'references', present, bytes: bytes.subarray(reader.offset) };
  }
  if (header.type === 'DATA_PAGE_V2' && v2 && isReference(v2.encoding)) {
    const { repetition_levels_byte_length: skipped, definition_levels_byte_length: length } = v2;
    const reader = readerOf(compressed.subarray(skipped));
    const present = new Uint8Array(v2.num_values).fill(1);
    if (optional) readRleBitPackedHybrid(reader, 1, present, length);
    const rest = compressed.subarray(skipped + length);
    const size = header.uncompressed_page_size - skipped - length;
    return {
      kind: 'references',
      present,
      bytes: v2.is_compressed === false ? rest : inflate(rest, size),
    };
  }
  return { kind: 'other' };
}

function isReference(encoding: string): boolean {
  return encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY';
}

/** Where hyparquet's functions read on. */
export function readerOf(bytes: Uint8Array): { view: DataView<ArrayBuffer>; offset: number } {
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
  return { view: new DataView(buffer, byteOffset, byteLength), offset: 0 };
}
