import { describe, expect, it } from 'vitest';
import { sentence, spoken } from './sentence.ts';
import type { SchemaSpec } from './tensor-spec.ts';

const neuron: SchemaSpec = {
  features: ['taste', 'look', 'smell'],
  layers: [{ type: 'dense', name: 'dense' }],
  tensors: [
    { name: 'dense.weights', shape: [3, 1], offset: 0 },
    { name: 'dense.bias', shape: [1], offset: 3 },
  ],
};
const say = (schema: SchemaSpec, weights: number[], link?: string) =>
  spoken(sentence(schema, Float32Array.from(weights), link));

describe('sentence', () => {
  it('is the lesson of the cake', () => {
    expect(say(neuron, [0.6, 0.3, 0.1, 0.001])).toBe('0.60·taste + 0.30·look + 0.10·smell + 0.00');
  });

  it('turns a negative term into a difference', () => {
    expect(say(neuron, [-0.6, -0.3, 0.1, -2])).toBe('−0.60·taste − 0.30·look + 0.10·smell − 2.00');
  });

  it('wraps the activation, and the link outside it', () => {
    const layers = [...neuron.layers, { type: 'tanh', name: 'tanh' }];
    expect(say({ ...neuron, layers }, [1, 0, 0, 0], 'sigmoid')).toBe(
      'σ(tanh(1.00·taste + 0.00·look + 0.00·smell + 0.00))',
    );
  });

  it('names vectors where there are too many terms', () => {
    const schema: SchemaSpec = {
      layers: [{ type: 'sparse-linear', name: 'linear' }],
      tensors: [
        { name: 'linear.weights', shape: [65_536, 1], offset: 0 },
        { name: 'linear.bias', shape: [1], offset: 65_536 },
      ],
    };
    const weights = [...Array.from({ length: 65_536 }, () => 0), -1.394];
    expect(say(schema, weights, 'sigmoid')).toBe('σ(w·x − 1.39)');
    const bare = { ...schema, tensors: schema.tensors.slice(0, 1) };
    expect(say(bare, weights, 'sigmoid')).toBe('σ(w·x)');
  });

  it('composes the layers of a network', () => {
    const layers = ['dense', 'relu', 'dense'].map((type) => ({ type, name: type }));
    const tensors = [
      { name: 'dense.weights', shape: [784, 128], offset: 0 },
      { name: 'dense.bias', shape: [128], offset: 100_352 },
    ];
    expect(say({ layers, tensors }, [], 'softmax')).toBe('softmax(W₂ relu(W₁·x + b₁) + b₂)');
  });

  it('lists parameters that belong to no layer', () => {
    const tensors = [
      { name: 'angle', shape: [], offset: 0 },
      { name: 'force', shape: [1], offset: 1 },
    ];
    expect(say({ layers: [], tensors }, [0.785, 9.81])).toBe('angle = 0.79, force = 9.81');
  });
});
