import {
  type LayerDefinition,
  type LossFunction,
  type Optimizer,
  defineLayer,
  defineLoss,
  defineOptimizer,
  register,
} from '../src/index.ts';

// Members as a user defines them: the laws enrol them beside ours.

type Beta = LayerDefinition<{ readonly scale: 'number' }, { readonly scale: 1 }, 'beta'>;
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** x·σ(βx), with β learned (Ramachandran, Zoph, Le 2017). */
const swish = defineLayer({
  type: 'ownSwish',
  options: { scale: 'number' },
  defaults: { scale: 1 },
  tensors: (inputs) => ({ beta: { shape: [inputs] } }),
  forward({ x, y, weights: { beta }, options: { scale } }) {
    x.forEach((v, i) => (y[i] = scale * v * sigmoid((beta[i] ?? 0) * v)));
  },
  inputGradient({ x, dy, dx, weights: { beta }, options: { scale } }) {
    x.forEach((v, i) => {
      const b = beta[i] ?? 0;
      const s = sigmoid(b * v);
      dx[i] = (dy[i] ?? 0) * scale * (s + b * v * s * (1 - s));
    });
  },
  weightGradient({ x, dy, weights: { beta }, gradients, options: { scale } }) {
    x.forEach((v, i) => {
      const s = sigmoid((beta[i] ?? 0) * v);
      gradients.beta[i] = (gradients.beta[i] ?? 0) + (dy[i] ?? 0) * scale * v * v * s * (1 - s);
    });
  },
} satisfies Beta);

/** ln cosh e, without its overflow. */
const logCosh = defineLoss({
  name: 'ownLogCosh',
  value({ output, label }) {
    const each = output.map((z, i) => {
      const e = Math.abs(z - (label[i] ?? 0));
      return e + Math.log1p(Math.exp(-2 * e)) - Math.LN2;
    });
    return each.reduce((sum, value) => sum + value, 0) / output.length;
  },
  derivative({ output, label, gradient }) {
    output.forEach((z, i) => (gradient[i] = Math.tanh(z - (label[i] ?? 0)) / output.length));
  },
});

/** Momentum whose steps become shorter: with a slot, a hyperparameter and a number that lasts. */
const rolling = defineOptimizer({
  type: 'ownRolling',
  hyperparameters: { learningRate: 0.01, momentum: 0.9 },
  slots: ['velocity'],
  scalars: { steps: 0 },
  begin: ({ scalars }) => (scalars.steps += 1),
  update({ weights, gradient, slots: { velocity }, scalars: { steps }, hyperparameters: h }) {
    const rate = h.learningRate / Math.sqrt(steps);
    gradient.forEach((g, i) => {
      const v = h.momentum * (velocity[i] ?? 0) + g;
      velocity[i] = v;
      weights[i] = (weights[i] ?? 0) - rate * v;
    });
  },
});

export const ownLayers = { ownSwish: swish } as const;
export const ownLosses: Readonly<Record<string, LossFunction>> = { ownLogCosh: logCosh };
export const ownOptimizers: Readonly<Record<string, (learningRate: number) => Optimizer>> = {
  ownRolling: (learningRate) => rolling({ learningRate: learningRate / 50 }),
};

register(swish, logCosh);
