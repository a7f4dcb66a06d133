import type { Tensor } from '../parameters/tensor.ts';

/** The shape of a tensor in a file, where it stands as PyTorch keeps it. */
export function fileShape({ shape, transposed }: Tensor): readonly number[] {
  return transposed ? [...shape].reverse() : shape;
}

/** A tensor's numbers in the file's order; a fresh vector. */
export function toFileLayout({ shape, transposed }: Tensor, values: Float32Array): Float32Array {
  const [rows = 1, columns = 1] = shape;
  return transposed ? transpose(values, rows, columns) : values.slice();
}

/** A tensor's numbers from the file's order. */
export function fromFileLayout({ shape, transposed }: Tensor, values: Float32Array): Float32Array {
  const [rows = 1, columns = 1] = shape;
  return transposed ? transpose(values, columns, rows) : values;
}

/** [rows, columns] to [columns, rows]. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * rows + row] = values[row * columns + column] as number;
    }
  }
  return turned;
}
