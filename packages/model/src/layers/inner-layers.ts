import type { Program } from '@rxgrad/kernels';
import { nameLayers } from './names.ts';
import type { Layer, LayerPlan, LayerState } from './layer.ts';

/** A layer within another one, with its place there. */
export interface Inner {
  readonly layer: Layer;
  readonly plan: LayerPlan;
}

/** How many inputs each inner layer has, for so many of the outer one. */
type Widths = (inputs: number) => readonly number[];

/** Inner layers under names of their own. */
export type NamedLayer = Layer & { readonly name: string };

/** What an outer layer says for those within it. */
export function innerParts(
  layers: readonly NamedLayer[],
  widths: Widths,
): Pick<Layer, 'config' | 'host' | 'tensors' | 'touches' | 'state' | 'gradientFromWeights'> {
  const sized = (inputs: number): [NamedLayer, number][] => {
    const each = widths(inputs);
    return layers.map((layer, i) => [layer, each[i] as number]);
  };
  return {
    config: { layers: layers.map(({ type, name, config }) => ({ type, name, ...config })) },
    host: layers.some(({ host }) => host),
    gradientFromWeights: layers.some(({ gradientFromWeights }) => gradientFromWeights),
    tensors: (inputs) =>
      sized(inputs).flatMap(([layer, width]) =>
        layer.tensors(width).map((tensor) => ({ ...tensor, name: `${layer.name}.${tensor.name}` })),
      ),
    touches: (inputs) =>
      Math.max(...sized(inputs).map(([layer, width]) => layer.touches?.(width) ?? 0)),
    state: innerState(sized),
  };
}

/** The states of all inner layers, one after another. */
function innerState(sized: (inputs: number) => [NamedLayer, number][]): LayerState {
  const visit = (
    words: Uint32Array,
    inputs: number,
    change: (state: LayerState, part: Uint32Array, width: number) => void,
  ): void => {
    let at = 0;
    for (const [{ state }, width] of sized(inputs)) {
      if (state === undefined) continue;
      const length = state.words(width);
      change(state, words.subarray(at, at + length), width);
      at += length;
    }
  };
  return {
    words: (inputs) =>
      sized(inputs).reduce((sum, [{ state }, width]) => sum + (state?.words(width) ?? 0), 0),
    parts: (inputs) =>
      sized(inputs).flatMap(([{ name, state }, width]) =>
        (state?.parts(width) ?? []).map((part) => ({ ...part, name: `${name}.${part.name}` })),
      ),
    initialize: (words, inputs, random) =>
      visit(words, inputs, (state, part, width) => state.initialize?.(part, width, random)),
    accepts(words, inputs) {
      let accepted = true;
      visit(words, inputs, (state, part, width) => {
        accepted &&= state.accepts?.(part, width) ?? true;
      });
      return accepted;
    },
    reset: (words, inputs) =>
      visit(words, inputs, (state, part, width) => state.reset?.(part, width)),
  };
}

/** From the last one's dy to the first one's dx, if that is wanted. */
export function emitBack(program: Program, inner: readonly Inner[]): void {
  for (const { layer, plan } of [...inner].reverse()) {
    if (plan.dx !== 0) layer.inputGradient?.(program, plan);
  }
}

/** All tensors' gradients. */
export function emitWeightGradients(program: Program, inner: readonly Inner[]): void {
  for (const { layer, plan } of [...inner].reverse()) layer.weightGradient?.(program, plan);
}

/** Moves all states on. */
export function emitCommits(program: Program, inner: readonly Inner[]): void {
  for (const { layer, plan } of inner) layer.commit?.(program, plan);
}

/** Gives each layer its name. */
export function namedLayers(layers: readonly Layer[]): readonly NamedLayer[] {
  const names = nameLayers(layers);
  return layers.map((layer, i) => ({ ...layer, name: names[i] as string }));
}
