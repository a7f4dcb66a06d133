import { FrameError, type Result } from '@rxgrad/wire';

interface Request {
  readonly id: number;
  /** One past the last sequence number it covers. */
  end: number;
  /** What has been told about it, in order; the rest is open. */
  readonly results: Result[];
  told: number;
}

/**
 * Requests on their way. The results of one come in order, those of several in any: they are put
 * back into the order of their samples.
 */
export class InFlight {
  private requests: Request[] = [];

  begin(id: number, first: number, end: number): void {
    this.requests.push({ id, end, results: [], told: first });
  }

  has(id: number): boolean {
    return this.requests.some((request) => request.id === id);
  }

  clear(): void {
    this.requests = [];
  }

  /**
   * Takes a result; answers where to go back to when samples were throttled. Throws FrameError for
   * a result about samples that were not sent.
   */
  take(result: Result): number | undefined {
    const at = this.requests.findIndex((request) => request.id === result.request);
    const request = this.requests[at];
    if (request === undefined) return undefined;
    if (result.upTo <= request.told || result.upTo > request.end) {
      throw new FrameError(`a fate for samples up to ${result.upTo}, which are not open`);
    }
    if (result.status === 'throttled') return this.goBack(at, request);
    request.told = result.upTo;
    request.results.push(result);
    return undefined;
  }

  /** Forgets a request that was refused whole; answers where to go back to. */
  refuse(id: number): number | undefined {
    const at = this.requests.findIndex((request) => request.id === id);
    const request = this.requests[at];
    return request === undefined ? undefined : this.goBack(at, request);
  }

  /** The results whose turn it is. */
  next(): readonly Result[] {
    const ready: Result[] = [];
    for (;;) {
      const [request] = this.requests;
      if (request === undefined) return ready;
      ready.push(...request.results.splice(0));
      if (request.told < request.end) return ready;
      this.requests.shift();
    }
  }

  /** Whatever comes behind is throttled too, since samples are taken in order only. */
  private goBack(at: number, request: Request): number {
    request.end = request.told;
    this.requests.length = at + 1;
    return request.told;
  }
}
