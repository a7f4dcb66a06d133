import { History } from '../numbers/history.ts';

/** Weights as they arrive: a version and the flat vector. */
export interface WeightsAt {
  readonly version: number;
  readonly data: ArrayLike<number>;
}

/** The ways the weights of a small model have come, over its version; a large model keeps none. */
export class WeightPaths {
  readonly most: number;
  paths: readonly History[] = [];
  #version = -1;

  constructor(most = 16) {
    this.most = most;
  }

  push({ version, data }: WeightsAt): void {
    if (data.length > this.most) return;
    if (version < this.#version || data.length !== this.paths.length) {
      this.paths = Array.from(data, () => new History(1024));
    } else if (version === this.#version) return;
    this.#version = version;
    this.paths.forEach((path, i) => path.push(version, data[i] ?? Number.NaN));
  }

  clear(): void {
    this.paths = [];
    this.#version = -1;
  }
}
