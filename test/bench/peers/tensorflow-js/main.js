// TensorFlow.js on its WASM backend. Speaks to the harness as the peers in Python do (peer.py).
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// Its packages are looked for in the folder the harness names, else beside this file.
const folder = process.env.RXGRAD_PEERS_TENSORFLOW_JS;
const require = createRequire(folder ? `${folder}/package.json` : import.meta.url);
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');

const SECONDS = 0.6;

function rate(step, samples) {
  step();
  const rates = [];
  const end = performance.now() + SECONDS * 1000;
  while (rates.length < 3 || performance.now() < end) {
    const begin = performance.now();
    for (let i = 0; i < 10; i++) step();
    rates.push((samples * 10 * 1000) / (performance.now() - begin));
  }
  return rates.toSorted((a, b) => a - b)[rates.length >> 1];
}

function mlp(batch, optimizer) {
  const x = tf.randomUniform([batch, 784]);
  const y = tf.oneHot(tf.randomUniform([batch], 0, 10, 'int32'), 10).toFloat();
  const hidden = tf.variable(tf.randomNormal([784, 128], 0, 0.05));
  const hiddenBias = tf.variable(tf.zeros([128]));
  const output = tf.variable(tf.randomNormal([128, 10], 0, 0.05));
  const outputBias = tf.variable(tf.zeros([10]));
  const logits = () => x.matMul(hidden).add(hiddenBias).relu().matMul(output).add(outputBias);
  const loss = () => tf.losses.softmaxCrossEntropy(y, logits());
  return rate(() => optimizer.minimize(loss), batch);
}

function neuron() {
  const x = tf.randomUniform([1, 3]);
  const y = tf.randomUniform([1, 1]);
  const weights = tf.variable(tf.randomNormal([3, 1]));
  const bias = tf.variable(tf.zeros([1]));
  const loss = () => tf.losses.meanSquaredError(y, x.matMul(weights).add(bias));
  const optimizer = tf.train.sgd(0.01);
  return rate(() => optimizer.minimize(loss), 1);
}

const cases = {
  'mlp-sgd-1': () => mlp(1, tf.train.sgd(0.01)),
  'mlp-sgd-32': () => mlp(32, tf.train.sgd(0.01)),
  'mlp-adam-32': () => mlp(32, tf.train.adam(0.001)),
  'neuron-3': neuron,
};

await tf.setBackend('wasm');
await tf.ready();
const names = process.argv.includes('--all')
  ? Object.keys(cases)
  : createInterface({ input: process.stdin });
for await (const name of names) {
  let answer;
  try {
    answer = { name, samplesPerSecond: cases[name](), detail: { backend: tf.getBackend() } };
  } catch (error) {
    answer = { name, error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
