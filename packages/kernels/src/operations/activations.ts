import type { Operation } from './operation.ts';

/** Functions of single numbers, and of a row. */
export const activations = {
  identityForward: { file: 'identity', operands: ['x', 'y', 'outputs', 'rows'] },
  identityInputGradient: { file: 'identity', operands: ['dy', 'dx', 'outputs', 'rows'] },
  reluForward: { file: 'relu', operands: ['x', 'y', 'outputs', 'rows'] },
  reluInputGradient: { file: 'relu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  leakyReluForward: {
    file: 'leaky-relu',
    operands: ['x', 'y', 'outputs', 'slope', 'rows'],
    floats: ['slope'],
  },
  leakyReluInputGradient: {
    file: 'leaky-relu',
    operands: ['x', 'dy', 'dx', 'outputs', 'slope', 'rows'],
    floats: ['slope'],
  },
  sigmoidForward: { file: 'sigmoid', operands: ['x', 'y', 'outputs', 'rows'] },
  sigmoidInputGradient: { file: 'sigmoid', operands: ['y', 'dy', 'dx', 'outputs', 'rows'] },
  tanhForward: { file: 'tanh', operands: ['x', 'y', 'outputs', 'rows'] },
  tanhInputGradient: { file: 'tanh', operands: ['y', 'dy', 'dx', 'outputs', 'rows'] },
  softplusForward: { file: 'softplus', operands: ['x', 'y', 'outputs', 'rows'] },
  softplusInputGradient: { file: 'softplus', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  eluForward: { file: 'elu', operands: ['x', 'y', 'outputs', 'alpha', 'rows'], floats: ['alpha'] },
  eluInputGradient: {
    file: 'elu',
    operands: ['x', 'dy', 'dx', 'outputs', 'alpha', 'rows'],
    floats: ['alpha'],
  },
  geluForward: { file: 'gelu', operands: ['x', 'y', 'outputs', 'rows'] },
  geluInputGradient: { file: 'gelu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  geluTanhForward: { file: 'gelu-tanh', operands: ['x', 'y', 'outputs', 'rows'] },
  geluTanhInputGradient: { file: 'gelu-tanh', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  siluForward: { file: 'silu', operands: ['x', 'y', 'outputs', 'rows'] },
  siluInputGradient: { file: 'silu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  softmaxInputGradient: {
    file: 'softmax-input-gradient',
    operands: ['y', 'dy', 'dx', 'outputs', 'rows'],
  },
} as const satisfies Record<string, Operation>;
