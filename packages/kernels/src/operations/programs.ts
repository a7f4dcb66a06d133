import type { Operation } from './operation.ts';

/** What begins, checks and repeats: instructions about the program itself. */
export const programs = {
  host: { file: 'host', operands: ['index'] },
  requireFinite: {
    file: 'require-finite',
    operands: ['x', 'width', 'fault', 'rows'],
    jumps: true,
  },
  requireSparse: {
    file: 'require-finite',
    operands: ['starts', 'indices', 'values', 'inputs', 'fault', 'rows'],
    jumps: true,
  },
  beginRow: {
    file: 'block-row',
    operands: ['cursor', 'blockX', 'x', 'bytes', 'blockLabel', 'label', 'labelBytes'],
  },
  beginSparseRow: {
    file: 'block-row',
    operands: [
      'cursor',
      'blockStarts',
      'blockIndices',
      'blockValues',
      'starts',
      'indices',
      'values',
      'blockLabel',
      'label',
      'labelBytes',
    ],
  },
  loadRow: { file: 'block-row', operands: ['cursor', 'table', 'target', 'bytes'] },
  endRow: {
    file: 'block-row',
    operands: ['cursor', 'count', 'predictions', 'prediction', 'bytes', 'sum', 'loss', 'distance'],
    jumps: true,
  },
} as const satisfies Record<string, Operation>;
