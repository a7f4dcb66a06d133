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
  const neuron =
    linear.length === 1 && lengthOf(kernel) <= MOST_TERMS && (kernel.shape[1] ?? 1) === 1;
  let words = neuron ? terms(schema, weights) : [name('x')];
  let depth = 0;
  for (const type of types) {
    if (ACTIVATIONS.test(type)) words = applied(type, words);
    else if (!neuron) words = affine(words, linear.length > 1 ? ++depth : 0, words.length > 1);
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
    .flatMap(({ text, value }, i) => {
      const shown = formatWeight(value);
      const sign = i === 0 ? [] : [symbol(shown.startsWith('−') ? ' − ' : ' + ')];
      const size: Word =
        i === 0 ? number(value) : { ...number(value), text: shown.replace('−', '') };
      return [...sign, size, ...(text === undefined ? [] : [symbol('·'), name(text)])];
    });
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

function affine(inner: readonly Word[], depth: number, nested: boolean): Word[] {
  const index = depth === 0 ? '' : String.fromCodePoint(0x2080 + (depth % 10));
  const matrix = depth === 0 ? 'w' : 'W';
  const open = nested ? ' ' : '·';
  return [name(`${matrix}${index}`), symbol(open), ...inner, symbol(' + '), name(`b${index}`)];
}

function applied(activation: string, inner: readonly Word[]): Word[] {
  const text = /^sigmoid$/i.test(activation) ? 'σ' : activation.toLowerCase();
  return [symbol(`${text}(`), ...inner, symbol(')')];
}
