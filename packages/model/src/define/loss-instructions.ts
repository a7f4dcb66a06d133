import type { HostFunction } from '@rxgrad/kernels';
import type { LossPlan } from '../losses/loss-function.ts';
import type { Link, LossDerivative, LossSample, OwnLossDefinition } from './loss-definition.ts';
import { Guard, type Named } from './guard.ts';
import { PerRow, rowView } from './per-row.ts';

/** What the functions get of one sample, and what of it is looked at afterwards. */
interface Call {
  readonly argument: LossDerivative;
  readonly output: readonly Named[];
  readonly prediction: readonly Named[];
  readonly gradient: readonly Named[];
}

/** Value, derivative and prediction of a batch, sample by sample. */
export function compare(definition: OwnLossDefinition, plan: LossPlan): HostFunction {
  const { name, link } = definition;
  const guards = {
    link: new Guard('loss', name, 'link'),
    value: new Guard('loss', name, 'value'),
    derivative: new Guard('loss', name, 'derivative'),
  };
  const own = typeof link === 'function' ? link : undefined;
  const apply = ({ output, prediction }: LossSample): void => own?.(output, prediction);
  const calls = new PerRow((f32, row) => callOf(f32, row, plan, definition));
  return (memory) => {
    const { rows } = memory;
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const { argument, output, prediction, gradient } = calls.at(memory, row);
      if (own !== undefined) {
        argument.prediction.fill(0);
        guards.link.call(apply, argument);
        guards.link.requireFinite(prediction, output, row);
      }
      sum += guards.value.requireNumber(guards.value.call(definition.value, argument), row, output);
      argument.gradient.fill(0);
      guards.derivative.call(definition.derivative, argument);
      guards.derivative.requireFinite(gradient, output, row);
      if (rows > 1) divide(argument.gradient, rows);
    }
    memory.f64[plan.value / 8] = sum / rows;
  };
}

/** The prediction of one output, outside of a model's memory. */
export function linkOutput(loss: string, link: Link, output: Float32Array): Float32Array {
  const prediction = new Float32Array(output.length);
  const guard = new Guard('loss', loss, 'link');
  guard.call(() => link(output, prediction), undefined);
  guard.requireFinite([['prediction', prediction]], [['output', output]]);
  return prediction;
}

function callOf(
  f32: Float32Array,
  row: number,
  plan: LossPlan,
  definition: OwnLossDefinition,
): Call {
  const { link = 'identity', labels } = definition;
  const output = rowView(f32, plan.y, plan.outputs, row);
  const prediction =
    link === 'identity' ? output : rowView(f32, plan.prediction, plan.outputs, row);
  const label = rowView(f32, plan.label, labels === 'class' ? 1 : plan.outputs, row);
  const gradient = rowView(f32, plan.dy, plan.outputs, row);
  return {
    argument: { output, prediction, label, gradient },
    output: [['output', output]],
    prediction: [['prediction', prediction]],
    gradient: [['gradient', gradient]],
  };
}

function divide(values: Float32Array, by: number): void {
  for (let i = 0; i < values.length; i += 1) values[i] = (values[i] as number) / by;
}
