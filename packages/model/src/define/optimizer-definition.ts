/** What `begin` is handed once a step. */
export interface OptimizerStep<Hyperparameter extends string, Scalar extends string> {
  /** As they are at this step. */
  readonly hyperparameters: Readonly<Record<Hyperparameter, number>>;
  /** Numbers that last from step to step; `begin` may set them. */
  readonly scalars: Record<Scalar, number>;
}

/** What `update` is handed of one stretch of the weights; views that are valid during the call. */
export interface OptimizerStretch<
  Hyperparameter extends string,
  Slot extends string,
  Scalar extends string,
> {
  readonly hyperparameters: Readonly<Record<Hyperparameter, number>>;
  readonly scalars: Readonly<Record<Scalar, number>>;
  /** [n], to be moved. */
  readonly weights: Float32Array;
  /** [n], to be read. */
  readonly gradient: Float32Array;
  /** [n] each, 0 before the first step; they last from step to step, may be written. */
  readonly slots: Readonly<Record<Slot, Float32Array>>;
}

/** An optimizer in plain TypeScript; see `defineOptimizer`. */
export interface OptimizerDefinition<
  Hyperparameter extends string,
  Slot extends string,
  Scalar extends string,
> {
  /** What snapshots and files call it. */
  readonly type: string;
  /** Hyperparameters, `learningRate` among them, with their defaults: finite numbers ≥ 0. */
  readonly hyperparameters: Readonly<Record<Hyperparameter | 'learningRate', number>>;
  /** Vectors as long as the weights that it remembers, by name. Default: none. */
  readonly slots?: readonly Slot[];
  /** Numbers that it remembers, with their first values. Default: none. */
  readonly scalars?: Readonly<Record<Scalar, number>>;
  /** Comes once a step, before the stretches: what counts steps sets its scalars here. */
  begin?(step: OptimizerStep<Hyperparameter | 'learningRate', Scalar>): void;
  /** Moves the weights of one stretch. */
  update(stretch: OptimizerStretch<Hyperparameter | 'learningRate', Slot, Scalar>): void;
}
