import {
  type Layer,
  chain,
  dense,
  dropout,
  elu,
  embedding,
  factorizationMachine,
  gelu,
  gru,
  identity,
  layerNorm,
  leakyRelu,
  parallel,
  relu,
  residual,
  sigmoid,
  silu,
  slice,
  softmax,
  softplus,
  sparseLinear,
  tanh,
} from '../src/index.ts';
import type { InputKind } from './drawn.ts';

/** A network of `test/golden/pairings/layers.py`. */
export interface PairingNet {
  readonly kind: InputKind;
  readonly layers: () => readonly [Layer, ...Layer[]];
}

const net = (layers: PairingNet['layers'], kind: InputKind = 'numbers'): PairingNet => ({
  kind,
  layers,
});
const between = (layer: () => Layer): PairingNet => net(() => [dense(3), layer(), dense(2)]);

/** By the name of the file that holds what PyTorch makes of it. */
export const pairingNets: Readonly<Record<string, PairingNet>> = {
  chain: between(() => chain(dense(3), tanh())),
  dense: between(() => dense(4)),
  dropout: between(() => dropout(0.25)),
  elu: between(elu),
  embedding: net(() => [embedding(3, 2), dense(2)], 'orders'),
  embeddingRare: net(() => [embedding(7, 2), dense(2)], 'categories'),
  factorizationMachine: net(() => [factorizationMachine(3), dense(2)]),
  gelu: between(gelu),
  geluTanh: between(() => gelu({ approximate: true })),
  gru: net(() => [gru(3), dense(2)]),
  gruSteps5: net(() => [gru(3, { steps: 5 }), dense(2)]),
  identity: between(identity),
  layerNorm: net(() => [dense(8), layerNorm(), dense(2)]),
  leakyRelu: between(leakyRelu),
  parallel: between(() => parallel(chain(dense(2), silu()), dense(2))),
  relu: between(relu),
  residual: between(() => residual(dense(4), tanh(), dense(3))),
  sigmoid: between(sigmoid),
  silu: between(silu),
  slice: between(() => slice(1, 3)),
  softmax: between(softmax),
  softplus: between(softplus),
  sparseLinear: net(() => [sparseLinear(3), dense(2)]),
  tanh: between(tanh),
  twoInputsTwoHeads: net(() => [
    parallel(chain(slice(0, 1), dense(2), tanh()), slice(1, 3)),
    dense(3),
    silu(),
    parallel(dense(1), dense(1)),
  ]),
};
