import type { GradientFrame, Hello, Samples, Subscribe } from '@rxgrad/wire';

/** A HELLO that is fine but for what is told. */
export function hello(over: Partial<Hello> = {}): Hello {
  return {
    op: 'hello',
    minVersion: 1,
    maxVersion: 1,
    name: 'raw',
    client: 'raw',
    encodings: [],
    maxFrame: 1 << 20,
    ...over,
  };
}

/** Asks for the weights of the hand-made run, but for what is told. */
export function subscribe(over: Partial<Subscribe> = {}): Subscribe {
  return {
    op: 'subscribe',
    id: 1,
    run: 'made',
    channel: 'weights',
    mode: 'latest',
    encodings: [],
    maxHz: 0,
    ...over,
  };
}

/** Samples for the hand-made run: `n` of one feature, from `first` on. */
export function feed(over: Partial<Samples> = {}): Samples {
  const n = over.n ?? 1;
  return {
    op: 'samples',
    request: 1,
    run: 'made',
    feed: 'feed',
    first: 0,
    n,
    x: new Float32Array(n),
    y: new Float32Array(n),
    ...over,
  };
}

/** A contribution of zeros to one weight of the hand-made run, but for what is told. */
export function contribution(over: Partial<GradientFrame> = {}): GradientFrame {
  return {
    op: 'gradient',
    request: 1,
    run: 'made',
    kind: 'gradient',
    epoch: 1,
    base: 0,
    n: 1,
    part: 0,
    parts: 1,
    encoding: 'f32',
    first: 0,
    data: new Uint8Array(4),
    contributor: 'raw',
    sequence: 0,
    ...over,
  };
}
