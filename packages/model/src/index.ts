export { CategoryError } from './errors/category-error.ts';
export { type CheckOptions, checkGradients } from './check/check-gradients.ts';
export type { GradientMismatch, GradientReport, TensorCheck } from './check/gradient-report.ts';
export { type LayerFactory, defineLayer } from './define/define-layer.ts';
export { defineLoss } from './define/define-loss.ts';
export { type OptimizerFactory, defineOptimizer } from './define/define-optimizer.ts';
export type {
  LayerDefinition,
  LayerForward,
  LayerInputGradient,
  LayerWeightGradient,
  TensorDefinition,
} from './define/layer-definition.ts';
export type {
  Link,
  LossDerivative,
  LossSample,
  OwnLossDefinition,
} from './define/loss-definition.ts';
export type {
  OptimizerDefinition,
  OptimizerStep,
  OptimizerStretch,
} from './define/optimizer-definition.ts';
export { type Registrable, register } from './define/register.ts';
export { DefinitionError, type MemberKind } from './errors/definition-error.ts';
export { LabelError } from './errors/label-error.ts';
export { LinearModelError } from './errors/linear-model-error.ts';
export { NonFiniteError } from './errors/non-finite-error.ts';
export { ParameterError } from './errors/parameter-error.ts';
export { SchemaError } from './errors/schema-error.ts';
export { ShapeError } from './errors/shape-error.ts';
export { StaleRecordError } from './errors/stale-record-error.ts';
export { constant } from './initializers/constant.ts';
export { fanInUniform } from './initializers/fan-in-uniform.ts';
export { glorotNormal } from './initializers/glorot-normal.ts';
export { glorotUniform } from './initializers/glorot-uniform.ts';
export { heNormal } from './initializers/he-normal.ts';
export { heUniform } from './initializers/he-uniform.ts';
export type { Initializer } from './initializers/initializer.ts';
export { zeros } from './initializers/zeros.ts';
export { chain } from './layers/chain.ts';
export { type LinearOptions, dense } from './layers/dense.ts';
export { dropout } from './layers/dropout.ts';
export type { ActivationOptions } from './layers/elementwise.ts';
export { type EluOptions, elu } from './layers/elu.ts';
export { type EmbeddingOptions, embedding } from './layers/embedding.ts';
export {
  type FactorizationMachineOptions,
  factorizationMachine,
} from './layers/factorization-machine.ts';
export { type GeluOptions, gelu } from './layers/gelu.ts';
export { type GruOptions, gru } from './layers/gru.ts';
export { identity } from './layers/identity.ts';
export { type LayerNormOptions, layerNorm } from './layers/layer-norm.ts';
export type { Layer, LayerSchema } from './layers/layer.ts';
export { type LeakyReluOptions, leakyRelu } from './layers/leaky-relu.ts';
export { named } from './layers/named.ts';
export { parallel } from './layers/parallel.ts';
export { relu } from './layers/relu.ts';
export { residual } from './layers/residual.ts';
export { sigmoid } from './layers/sigmoid.ts';
export { silu } from './layers/silu.ts';
export { slice } from './layers/slice.ts';
export { softmax } from './layers/softmax.ts';
export { softplus } from './layers/softplus.ts';
export { sparseLinear } from './layers/sparse-linear.ts';
export { tanh } from './layers/tanh.ts';
export { type Learner, type LearnerOptions, learner } from './learner.ts';
export { absoluteError } from './losses/absolute-error.ts';
export { crossEntropy } from './losses/cross-entropy.ts';
export { epsilonInsensitive } from './losses/epsilon-insensitive.ts';
export type { Head } from './losses/head.ts';
export { hinge } from './losses/hinge.ts';
export { huber } from './losses/huber.ts';
export type { LinkName } from './losses/link.ts';
export { logLoss } from './losses/log-loss.ts';
export type { LossFunction } from './losses/loss-function.ts';
export { lossByName } from './losses/loss-by-name.ts';
export { losses } from './losses/losses.ts';
export { poisson } from './losses/poisson.ts';
export { quantile } from './losses/quantile.ts';
export { lossFunctions } from './losses/registry.ts';
export { squaredError } from './losses/squared-error.ts';
export { squaredHinge } from './losses/squared-hinge.ts';
export { Model } from './model.ts';
export { adadelta } from './optimizers/adadelta.ts';
export { adagrad } from './optimizers/adagrad.ts';
export { adam } from './optimizers/adam.ts';
export { adamw } from './optimizers/adamw.ts';
export { amsgrad } from './optimizers/amsgrad.ts';
export { ftrl } from './optimizers/ftrl.ts';
export type { Hyperparameter, NumberObservable } from './optimizers/hyperparameter.ts';
export { nadam } from './optimizers/nadam.ts';
export { normalizedAdaptive } from './optimizers/normalized-adaptive.ts';
export { Optimizer } from './optimizers/optimizer.ts';
export {
  type PassiveAggressiveOptions,
  passiveAggressive,
} from './optimizers/passive-aggressive.ts';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export { type GradientValues, Parameters } from './parameters/parameters.ts';
export { parameters } from './parameters/parameters-of.ts';
export type { Tensor } from './parameters/tensor.ts';
export type { BlockUpdate } from './plan/block-learner.ts';
export { Forward } from './records/forward.ts';
export { Gradient } from './records/gradient.ts';
export { GradientSum } from './records/gradient-sum.ts';
export { Loss } from './records/loss.ts';
export { WeightUpdate } from './records/weight-update.ts';
export { loadOptimizerSafetensors } from './safetensors/load-optimizer-safetensors.ts';
export { loadSafetensors } from './safetensors/load-safetensors.ts';
export { loadStateSafetensors } from './safetensors/load-state-safetensors.ts';
export { modelFromSafetensors } from './safetensors/model-from-safetensors.ts';
export { optimizerToSafetensors } from './safetensors/optimizer-to-safetensors.ts';
export { SafetensorsError } from './safetensors/safetensors-error.ts';
export type { SafetensorsOptions, TensorNaming } from './safetensors/tensor-names.ts';
export { stateToSafetensors } from './safetensors/state-to-safetensors.ts';
export { toSafetensors } from './safetensors/to-safetensors.ts';
export { Batch } from './samples/batch.ts';
export { Block, type SparseRows } from './samples/block.ts';
export type { BlockReceipt } from './samples/block-receipt.ts';
export type { Features } from './samples/features.ts';
export type { Receipt, Sample } from './samples/sample.ts';
export { modelFromSchema } from './schema/model-from-schema.ts';
export type { ModelSchema, TensorSchema } from './schema/model-schema.ts';
export { type SequentialOptions, sequential } from './sequential.ts';
export * as transforms from './transforms/index.ts';
export type { Transform } from './transforms/transform.ts';
