import { formatWeight } from '../numbers/format.ts';
import { type SchemaSpec, isBias, lengthOf } from './tensor-spec.ts';
import { weightNames } from './weight-names.ts';

/** A word of the sentence: a current number, a name, or what stands between them. */
export interface Word {
  readonly kind: 'number' | 'name' | 'symbol';
  readonly text: string;
  readonly value?: number;
}

const MOST_TERMS = 12;
const ACTIVATIONS = /^(relu|sigmoid|tanh|softmax|softplus|elu|gelu|leaky-?relu|swish|identity)$/i;

const symbol = (text: string): Word => ({ kind: 'symbol', text });
const name = (text: string): Word => ({ kind: 'name', text });
const number = (value: number): Word => ({ kind: 'number', text: formatWeight(value), value });

/**
 * What the model says about a sample, with the weights it has now: `0.60·taste + 0.30·look + 0.10·smell + 0.00` for a
 * neuron, `σ(w·x + b)` where there are too many terms to read, and the composition of layers for a network.
 *
 * @param link the loss's link function, the outermost one, if any
 */
export function sentence(
  schema: SchemaSpec,
  weights: Float32Array,
  link?: string,
): readonly Word[] {
  if (schema.layers.length === 0) return assignments(schema, weights);
  const types = schema.layers.map(({ type }) => String(type));
  const linear = types.filter((type) => !ACTIVATIONS.test(type));
  const [kernel] = schema.tensors;
  if (kernel === undefined) return [];
  const single = linear.length === 1 && (kernel.shape[1] ?? 1) === 1;
  const neuron = single && lengthOf(kernel) <= MOST_TERMS;
  let words = neuron ? terms(schema, weights) : [name('x')];
  let depth = 0;
  for (const type of types) {
    if (ACTIVATIONS.test(type)) words = applied(type, words);
    else if (single && !neuron)
      words = [name('w'), symbol('·'), ...words, ...bias(schema, weights)];
    else if (!neuron) words = affine(words, ++depth);
  }
  return link === undefined || link === 'identity' ? words : applied(link, words);
}

/** The sentence as plain text, as a screen reader or a test meets it. */
export function spoken(words: readonly Word[]): string {
  return words.map(({ text }) => text).join('');
}

function terms(schema: SchemaSpec, weights: Float32Array): Word[] {
  return schema.tensors
    .flatMap((tensor) =>
      weightNames(tensor, schema).map((text, i) => ({
        text: isBias(tensor) ? undefined : text,
        value: weights[tensor.offset + i] ?? 0,
      })),
    )
    .flatMap(({ text, value }, i) => [
      ...summand(value, i === 0),
      ...(text === undefined ? [] : [symbol('·'), name(text)]),
    ]);
}

function bias(schema: SchemaSpec, weights: Float32Array): Word[] {
  const tensor = schema.tensors.find(isBias);
  return tensor === undefined ? [] : summand(weights[tensor.offset] ?? 0, false);
}

/** A number with its sign, which after the first one stands by itself: `0.60`, ` − 0.30`. */
function summand(value: number, first: boolean): Word[] {
  if (first) return [number(value)];
  const { text } = number(value);
  const negative = text.startsWith('−');
  return [
    symbol(negative ? ' − ' : ' + '),
    { ...number(value), text: negative ? text.slice(1) : text },
  ];
}

function assignments(schema: SchemaSpec, weights: Float32Array): Word[] {
  const all = schema.tensors.flatMap((tensor) =>
    weightNames(tensor, schema).map((text, i) => ({
      text,
      value: weights[tensor.offset + i] ?? 0,
    })),
  );
  if (all.length > MOST_TERMS) return [];
  return all.flatMap(({ text, value }, i) => [
    ...(i === 0 ? [] : [symbol(', ')]),
    name(text),
    symbol(' = '),
    number(value),
  ]);
}

function affine(inner: readonly Word[], depth: number): Word[] {
  const index = String.fromCodePoint(0x2080 + (depth % 10));
  const open = inner.length > 1 ? ' ' : '·';
  return [name(`W${index}`), symbol(open), ...inner, symbol(' + '), name(`b${index}`)];
}

function applied(activation: string, inner: readonly Word[]): Word[] {
  const text = /^sigmoid$/i.test(activation) ? 'σ' : activation.toLowerCase();
  return [symbol(`${text}(`), ...inner, symbol(')')];
}
