import { UsageError } from '../usage-error.ts';

/** Features as JSON: what they mean is for the server to judge. */
export type AskedFeatures =
  | readonly number[]
  | { readonly indices: readonly number[]; readonly values: readonly number[] };

/**
 * Lines of JSON as features: those that arrive together stay together, `most` at most.
 *
 * @throws UsageError - with the number of the line that holds none
 */
export async function* featureLines(
  input: AsyncIterable<string | Uint8Array>,
  most: number,
): AsyncGenerator<readonly AskedFeatures[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  const read = (text: string): readonly AskedFeatures[] => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    return lines.flatMap((line) => {
      number += 1;
      return line.trim() === '' ? [] : [featuresOf(line, number)];
    });
  };
  for await (const piece of input) {
    const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    yield* inParts(read(text), most);
  }
  yield* inParts(read('\n'), most);
}

function* inParts<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}

function featuresOf(line: string, number: number): AskedFeatures {
  const value = parse(line);
  const x = hasFeatures(value) ? value.x : value;
  if (Array.isArray(x)) return x as readonly number[];
  if (typeof x === 'object' && x !== null && 'indices' in x) return x as AskedFeatures;
  throw new UsageError(`line ${number} of standard input holds no features`);
}

function hasFeatures(value: unknown): value is { readonly x: unknown } {
  return typeof value === 'object' && value !== null && 'x' in value;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
