import type { HostFunction, Program } from '@rxgrad/kernels';
import type { Layer, LayerPlan } from '../layers/layer.ts';
import type { LayerForward, LayerInputGradient, LayerWeightGradient } from './layer-definition.ts';
import { Guard, type Named } from './guard.ts';
import { PerRow, rowView } from './per-row.ts';

type Options = Readonly<Record<string, number | boolean>>;
type Views = Readonly<Record<string, Float32Array>>;
type Forward = LayerForward<Options, string>;

/** The functions of a layer of one's own, over one sample each. */
export interface LayerFunctions {
  readonly forward: (sample: Forward) => void;
  readonly inputGradient?: (sample: LayerInputGradient<Options, string>) => void;
  readonly weightGradient?: (sample: LayerWeightGradient<Options, string>) => void;
}

/** What a layer of one's own was made with. */
export interface LayerSetting {
  readonly options: Options;
  /** Numbers a sample in `kept`. */
  readonly keeps: number;
  /** The names of its tensors. */
  tensors(inputs: number): readonly string[];
}

/** What a function gets of one sample, and what of it is looked at afterwards. */
interface Call<T> {
  readonly argument: T;
  readonly read: readonly Named[];
  readonly written: readonly Named[];
}

/** One `host` instruction for each of the layer's functions. */
export function instructionsOf(
  { forward, inputGradient, weightGradient }: LayerFunctions,
  setting: LayerSetting,
): Pick<Layer, 'forward' | 'inputGradient' | 'weightGradient'> {
  const instruction =
    (name: string, make: (plan: LayerPlan, guard: Guard) => HostFunction) =>
    (program: Program, plan: LayerPlan): void =>
      void program.call(make(plan, new Guard('layer', plan.name, name)));
  return {
    forward: instruction('forward', (plan, guard) => forth(forward, plan, setting, guard)),
    ...(inputGradient && {
      inputGradient: instruction('inputGradient', (plan, guard) =>
        back(inputGradient, plan, setting, guard),
      ),
    }),
    ...(weightGradient && {
      weightGradient: instruction('weightGradient', (plan, guard) =>
        collect(weightGradient, plan, setting, guard),
      ),
    }),
  };
}

function forth(
  run: LayerFunctions['forward'],
  plan: LayerPlan,
  setting: LayerSetting,
  guard: Guard,
): HostFunction {
  const rows = new PerRow<Call<Forward>>((f32, row) => {
    const argument = viewsOf(f32, row, plan, setting);
    const { x, y, kept, weights } = argument;
    const written: Named[] = [
      ['y', y],
      ['kept', kept],
    ];
    return { argument, written, read: [['x', x], ...Object.entries(weights)] };
  });
  return (memory) => {
    for (let row = 0; row < memory.rows; row += 1) {
      const { argument, read, written } = rows.at(memory, row);
      argument.y.fill(0);
      argument.kept.fill(0);
      guard.call(run, argument);
      guard.requireFinite(written, read, row);
    }
  };
}

function back(
  run: Required<LayerFunctions>['inputGradient'],
  plan: LayerPlan,
  setting: LayerSetting,
  guard: Guard,
): HostFunction {
  const rows = new PerRow<Call<LayerInputGradient<Options, string>>>((f32, row) => {
    const views = viewsOf(f32, row, plan, setting);
    const dy = rowView(f32, plan.dy, plan.outputs, row);
    const dx = rowView(f32, plan.dx, plan.inputs, row);
    return { argument: { ...views, dy, dx }, written: [['dx', dx]], read: [['dy', dy]] };
  });
  return (memory) => {
    for (let row = 0; row < memory.rows; row += 1) {
      const { argument, read, written } = rows.at(memory, row);
      argument.dx.fill(0);
      guard.call(run, argument);
      guard.requireFinite(written, read, row);
    }
  };
}

function collect(
  run: Required<LayerFunctions>['weightGradient'],
  plan: LayerPlan,
  setting: LayerSetting,
  guard: Guard,
): HostFunction {
  const rows = new PerRow<Call<LayerWeightGradient<Options, string>>>((f32, row) => {
    const views = viewsOf(f32, row, plan, setting);
    const dy = rowView(f32, plan.dy, plan.outputs, row);
    const gradients = tensorViews(f32, plan, setting, 'gradient');
    const written = Object.entries(gradients);
    return { argument: { ...views, dy, gradients }, written, read: [['dy', dy]] };
  });
  return (memory) => {
    const { written } = rows.at(memory, 0);
    for (const [, gradient] of written as readonly [string, Float32Array][]) gradient.fill(0);
    let { read } = rows.at(memory, 0);
    for (let row = 0; row < memory.rows; row += 1) {
      const call = rows.at(memory, row);
      guard.call(run, call.argument);
      ({ read } = call);
    }
    guard.requireFinite(written, read);
  };
}

function viewsOf(f32: Float32Array, row: number, plan: LayerPlan, setting: LayerSetting): Forward {
  return {
    options: setting.options,
    x: rowView(f32, plan.x, plan.inputs, row),
    y: rowView(f32, plan.y, plan.outputs, row),
    weights: tensorViews(f32, plan, setting, 'weights'),
    kept: rowView(f32, plan.scratch, setting.keeps, row),
  };
}

function tensorViews(
  f32: Float32Array,
  plan: LayerPlan,
  setting: LayerSetting,
  part: 'weights' | 'gradient',
): Views {
  return Object.fromEntries(
    setting.tensors(plan.inputs).map((name) => {
      const segment = plan.tensor(name);
      return [name, f32.subarray(segment[part] / 4, segment[part] / 4 + segment.length)];
    }),
  );
}
