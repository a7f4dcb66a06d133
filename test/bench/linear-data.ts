import { Random, type Sample } from 'rxgrad';

/** Rows of normal numbers, and on which side of a random plane each lies. */
export interface LinearData {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** What a logistic regression has to learn: `size` rows of `features` numbers, labels 0 and 1. */
export function linearData(size: number, features: number): LinearData {
  const random = new Random(1);
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const plane = normals(features);
  const x = normals(size * features);
  const y = Float32Array.from({ length: size }, (_, row) => {
    const side = plane.reduce((sum, w, i) => sum + w * (x[row * features + i] ?? 0), 0);
    return side > 0 ? 1 : 0;
  });
  return { x, y };
}

/** The same as samples, each a view of its row. */
export function rowsOf({ x, y }: LinearData): Sample[] {
  const features = x.length / y.length;
  return Array.from(y, (label, row) => ({
    x: x.subarray(row * features, (row + 1) * features),
    y: label,
  }));
}
