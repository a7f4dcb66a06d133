import type { Tensor } from '../parameters/tensor.ts';
import { fileShape, fromFileLayout } from './file-layout.ts';
import { listed, quoted } from './quoted.ts';
import type { FileTensor, SafetensorsFile } from './read-file.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** @throws SafetensorsError unless the file holds exactly the tensors of these names */
export function requireTensors({ tensors }: SafetensorsFile, names: readonly string[]): void {
  const missing = names.filter((name) => !tensors.has(name));
  const expected = new Set(names);
  const unexpected = [...tensors.keys()].filter((name) => !expected.has(name));
  if (missing.length === 0 && unexpected.length === 0) return;
  const problems = [
    ...(missing.length > 0 ? [`the file lacks ${listed(missing)}`] : []),
    ...(unexpected.length > 0
      ? [`it has ${listed(unexpected)}, which nothing here is called`]
      : []),
  ];
  throw new SafetensorsError(`${problems.join('; ')}; are the layers named alike?`);
}

/**
 * The numbers of a tensor, in this model's layout.
 *
 * @throws SafetensorsError when the shape is another one, or a number isn't finite in 32 bits
 */
export function readValues(file: SafetensorsFile, name: string, tensor: Tensor): Float32Array {
  const numbers = readNumbers(file, name, fileShape(tensor));
  const values = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  requireFinite(name, values);
  return fromFileLayout(tensor, values);
}

/**
 * The numbers of a tensor as they stand in the file.
 *
 * @throws SafetensorsError when the shape is another one, or a number isn't finite
 */
export function readNumbers(
  file: SafetensorsFile,
  name: string,
  shape: readonly number[],
): Float32Array | Float64Array {
  const found = lookUp(file, name);
  requireShape(found, shape);
  const numbers = numbersOf(found);
  requireFinite(name, numbers);
  return numbers;
}

/** A tensor that is a single number, in 64 bits. */
export function readScalar(file: SafetensorsFile, name: string): number {
  const found = lookUp(file, name);
  const [value] = numbersOf(found);
  if (value === undefined || found.shape.length > 0) {
    throw new SafetensorsError(`tensor ${quoted(name)}: a single number is expected, shape []`);
  }
  requireFinite(name, [value]);
  return value;
}

function lookUp(file: SafetensorsFile, name: string): FileTensor {
  const found = file.tensors.get(name);
  if (found === undefined) throw new SafetensorsError(`the file lacks ${quoted(name)}`);
  return found;
}

/** Copies: the bytes may stand at an odd address. */
function numbersOf({ dtype, bytes }: FileTensor): Float32Array | Float64Array {
  return dtype.read(new Uint8Array(bytes).buffer);
}

function requireShape({ name, shape: found }: FileTensor, expected: readonly number[]): void {
  if (isSame(found, expected)) return;
  const hint =
    isSame([...found].reverse(), expected) && found.length === 2
      ? '; transpose it: files hold [outputs, inputs], as PyTorch does'
      : '';
  throw new SafetensorsError(
    `tensor ${quoted(name)}: shape [${expected.join(', ')}] is expected, the file has [${shown(found)}]${hint}`,
  );
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function shown(shape: readonly number[]): string {
  return shape.length > 8 ? `${shape.slice(0, 8).join(', ')}, …` : shape.join(', ');
}

function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw new SafetensorsError(
        `tensor ${quoted(name)}: number ${i} is NaN, infinite or beyond what 32 bits hold`,
      );
    }
  }
}
