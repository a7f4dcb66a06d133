/** Counts connections, in all and for each address, and says when there are enough. */
export class ConnectionCaps {
  readonly #most: number;
  readonly #mostPerAddress: number;
  readonly #perAddress = new Map<string, number>();
  #count = 0;

  constructor(most: number, mostPerAddress: number) {
    this.#most = most;
    this.#mostPerAddress = mostPerAddress;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether nobody more is let in, from wherever. */
  get full(): boolean {
    return this.#count >= this.#most;
  }

  /** Counts one more from `address`, or answers `undefined` when there are enough; the answer uncounts it, once. */
  enter(address: string): (() => void) | undefined {
    const here = this.#perAddress.get(address) ?? 0;
    if (this.#count >= this.#most || here >= this.#mostPerAddress) return undefined;
    this.#count += 1;
    this.#perAddress.set(address, here + 1);
    let inside = true;
    return () => {
      if (inside) this.#leave(address);
      inside = false;
    };
  }

  #leave(address: string): void {
    this.#count -= 1;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }
}
