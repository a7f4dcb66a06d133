import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { requireKind } from './metadata.ts';
import { quoted } from './quoted.ts';
import { type SafetensorsFile, readFile } from './read-file.ts';
import { readScalar, readValues, requireTensors } from './read-values.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { type OptimizerState, STEP, slotNames } from './slot-names.ts';
import { type SafetensorsOptions, namesInFile } from './tensor-names.ts';

/**
 * Makes an optimizer remember what a safetensors file of `optimizerToSafetensors` holds: training goes on to the same bits.
 *
 * Also reads the state of `torch.optim`'s SGD, Adagrad and Adam, saved under each parameter's name
 * (`dense.weight.exp_avg`, with `dense.weight.step` or one `step` for all). Everything is checked before anything changes.
 * Hyperparameters aren't in the file: give the optimizer the same ones. Load weights first, by `loadSafetensors`.
 *
 * @param parameters the model, or the named weights, that it moves
 * @param optimizer of the same type, as it will be given to `updateWeights` or `learner`
 * @param bytes of the file
 * @param options names
 * @throws SafetensorsError when the file is damaged, or of another model or optimizer; nothing is changed
 * @example
 * ```ts
 * import { loadOptimizerSafetensors, optimizerToSafetensors, parameters, sgd } from 'rxgrad';
 * const [weights, optimizer] = [parameters({ angle: 0 }), sgd({ learningRate: 1, momentum: 0.5 })];
 * weights.gradient({ angle: 2 }).update(optimizer);
 * const bytes = optimizerToSafetensors(weights, optimizer);
 * const [copy, another] = [parameters({ angle: 0 }), sgd({ learningRate: 1, momentum: 0.5 })];
 * loadOptimizerSafetensors(copy, another, bytes);
 * copy.gradient({ angle: 0 }).update(another);
 * copy.data[0]; // → -1
 * ```
 */
export function loadOptimizerSafetensors(
  parameters: Parameters,
  optimizer: Optimizer,
  bytes: Uint8Array,
  options: SafetensorsOptions = {},
): void {
  const state = readState(parameters, optimizer, readFile(bytes), options);
  parameters.bind(optimizer).restoring({ ...state })();
}

type Range = readonly [least: number, most: number];

function readState(
  parameters: Parameters,
  optimizer: Optimizer,
  file: SafetensorsFile,
  options: SafetensorsOptions,
): OptimizerState {
  requireKind(file.metadata, 'optimizer');
  requireType(file, optimizer);
  const suffixes = slotNames(optimizer);
  const names = namesInFile(parameters, options, (name) =>
    file.tensors.has(`${name}.${suffixes[0] ?? STEP}`),
  );
  const steps = stepNames(file, names);
  const scalars = scalarNames(file, optimizer);
  const slots = suffixes.flatMap((suffix) => names.map((name) => `${name}.${suffix}`));
  requireTensors(file, [...steps, ...scalars, ...slots]);
  const step = readStep(file, steps);
  return {
    type: optimizer.type,
    step,
    scalars: readScalars(file, optimizer, scalars, step),
    slots: suffixes.map((suffix, k) => {
      const range = optimizer.rule.ranges?.[optimizer.rule.slots[k] as string];
      return readSlot(file, parameters, (i) => `${names[i]}.${suffix}`, range);
    }),
  };
}

function requireType({ metadata }: SafetensorsFile, { type }: Optimizer): void {
  const found = metadata.get('rxgrad.optimizer');
  if (found === undefined || found === type) return;
  throw new SafetensorsError(
    `metadata "rxgrad.optimizer": the file is of ${quoted(found)}, the optimizer is ${quoted(type)}`,
  );
}

/** One for all, or one for each tensor, as PyTorch keeps it. */
function stepNames({ tensors }: SafetensorsFile, names: readonly string[]): readonly string[] {
  const each = names.map((name) => `${name}.${STEP}`);
  return each.some((name) => tensors.has(name)) ? each : [STEP];
}

/** None where the file has none of them and the step tells what they are. */
function scalarNames({ tensors }: SafetensorsFile, { rule }: Optimizer): readonly string[] {
  const names = Object.keys(rule.scalars);
  return rule.scalarsAt === undefined || names.some((name) => tensors.has(name)) ? names : [];
}

function readStep(file: SafetensorsFile, names: readonly string[]): number {
  const steps = names.map((name) => readScalar(file, name));
  const [first = 0] = steps;
  const wrong = steps.findIndex(
    (step) => step !== first || step < 0 || !Number.isSafeInteger(step),
  );
  if (wrong < 0) return first;
  throw new SafetensorsError(
    `tensor ${quoted(names[wrong] as string)}: a whole number ≥ 0 is expected, the same for all tensors; it is ${steps[wrong]}`,
  );
}

function readScalars(
  file: SafetensorsFile,
  optimizer: Optimizer,
  names: readonly string[],
  step: number,
): Float64Array {
  if (names.length > 0) {
    return Float64Array.from(names, (name) => {
      const value = readScalar(file, name);
      requireRange(name, [value], optimizer.rule.ranges?.[name]);
      return value;
    });
  }
  const at = optimizer.rule.scalarsAt?.(step, (name) => optimizer.valueAt(name, step));
  return Float64Array.from(Object.keys(optimizer.rule.scalars), (name) => at?.[name] as number);
}

/** A slot of all tensors, as long as the weights. */
function readSlot(
  file: SafetensorsFile,
  parameters: Parameters,
  nameOf: (index: number) => string,
  range: Range | undefined,
): Float32Array {
  const slot = new Float32Array(parameters.data.length);
  for (const [i, tensor] of parameters.tensors.entries()) {
    const values = readValues(file, nameOf(i), tensor);
    requireRange(nameOf(i), values, range);
    slot.set(values, tensor.offset);
  }
  return slot;
}

function requireRange(
  name: string,
  values: ArrayLike<number>,
  [least, most]: Range = [-Infinity, Infinity],
): void {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < least || value > most) {
      throw new SafetensorsError(
        `tensor ${quoted(name)}: number ${i} is ${value}; from ${least} to ${most} is expected`,
      );
    }
  }
}
