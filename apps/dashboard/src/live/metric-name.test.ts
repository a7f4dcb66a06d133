import { describe, expect, it } from 'vitest';
import { linkOf, readableName } from './metric-name.ts';

describe('readableName', () => {
  it.each([
    ['rocAuc', 'ROC AUC'],
    ['logLoss', 'log loss'],
    ['accuracy', 'accuracy'],
    ['squared-error', 'squared error'],
    ['rolling(logLoss, 1000)', 'rolling(log loss, 1000)'],
    ['MAE', 'MAE'],
    ['f1', 'F1'],
  ])('%s reads %s', (name, text) => expect(readableName(name)).toBe(text));
});

describe('linkOf', () => {
  it('knows the losses that work on logits', () => {
    expect(['logLoss', 'log-loss', 'crossEntropy', 'squaredError', undefined].map(linkOf)).toEqual([
      'sigmoid',
      'sigmoid',
      'softmax',
      undefined,
      undefined,
    ]);
  });
});
