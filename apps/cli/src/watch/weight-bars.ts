import type { Weights } from 'rxgrad/client';
import { fixed } from '../numbers.ts';
import { sparkline } from './sparkline.ts';
import { rolledUp } from './rolled-up.ts';

/** Tensors of up to so many weights are shown weight by weight. */
const SHOWN = 16;
/** Lines at most. */
const MOST = 24;
const WIDTH = 24;

/** Weights as lines: a bar each where there are few, a curve of all of a tensor where there are many. */
export function weightBars(weights: Pick<Weights, 'schema' | 'tensor'>): readonly string[] {
  const names = weights.schema.tensors.map(({ name }) => name);
  const width = Math.max(...names.map((name) => name.length)) + 4;
  const largest = Math.max(...names.map((name) => largestOf(weights.tensor(name))));
  const lines = names.flatMap((name) => {
    const values = weights.tensor(name);
    if (values.length > SHOWN) {
      const curve = sparkline(rolledUp(Array.from(values), WIDTH * 2));
      return [`${name.padEnd(width)} ${curve} ${values.length} weights`];
    }
    return Array.from(values, (value, i) => {
      const label = values.length === 1 ? name : `${name}[${i}]`;
      return `${label.padEnd(width)} ${bar(value, largest)} ${fixed(value)}`;
    });
  });
  return lines.length <= MOST
    ? lines
    : [...lines.slice(0, MOST - 1), `… ${lines.length - MOST + 1} more`];
}

/** Around a middle: to the left below zero, to the right above. */
function bar(value: number, largest: number): string {
  const length = largest > 0 ? Math.round((Math.abs(value) / largest) * (WIDTH / 2)) : 0;
  const [left, right] = value < 0 ? ['█'.repeat(length), ''] : ['', '█'.repeat(length)];
  return `${left.padStart(WIDTH / 2)}│${right.padEnd(WIDTH / 2)}`;
}

function largestOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
}
