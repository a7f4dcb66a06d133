import {
  WeightsDecoder,
  type EncodingName,
  type Schema,
  type ServerFrame,
  type Subscribe,
  type Subscribed,
} from '@rxgrad/wire';
import type { Observable, Observer } from 'rxjs';
import type { Connection } from './connection.ts';
import { ProtocolError, UnsupportedError } from './errors.ts';
import { layoutOf, type Layout } from './layout.ts';
import type { Schemas } from './schemas.ts';
import { shareWithPast, type Feed } from './share-with-past.ts';
import type { Subscriptions } from './subscriptions.ts';
import { WINDOW, type Receiver, type Request } from './wire-subscription.ts';

/** What to subscribe to. */
export interface WeightsOptions {
  /** At most so many times a second; as fast as the server serves unless given. */
  readonly maxHz?: number;
  /** How weights travel: exact f32 unless given. */
  readonly encoding?: EncodingName;
  /** Names of the tensors wanted; all unless given. */
  readonly tensors?: readonly string[];
  /**
   * `latest` unless given: what there is when it is looked at. `all`: every version there is, exactly
   * and without a gap, for as long as the client keeps up; a server cuts one that doesn't.
   */
  readonly mode?: 'latest' | 'all';
  /** With what the run's preprocessing and layers remember, for who predicts; without unless given. */
  readonly state?: boolean;
}

/** A run's weights at one version; the arrays are yours to keep. */
export interface Weights {
  readonly run: string;
  readonly epoch: number;
  readonly version: number;
  /** The version whose weights were changed into these; undefined where there was a snapshot in between. */
  readonly previous: number | undefined;
  readonly schema: Schema;
  /** Hashes that were checked so far, and right. */
  readonly verified: number;
  /** All values, one tensor behind the other. */
  readonly data: Float32Array;
  /** Words of state, as the schema lays them out; empty unless asked for. */
  readonly state: Uint32Array;
  /** A view of one tensor's values; throws UnsupportedError for a name that is not there. */
  tensor(name: string): Float32Array;
}

/** What weights are built on. */
export interface WeightsContext {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly schemas: Schemas;
}

/** A run's weights: those it has now, then each version that comes. */
export function weights(
  context: WeightsContext,
  run: string,
  options: WeightsOptions,
): Observable<Weights> {
  return shareWithPast((to) => new WeightsFeed(context, run, options, to));
}

/** So many snapshots in a row with a wrong hash are no accident. */
const PATIENCE = 3;

class WeightsFeed implements Feed<Weights>, Receiver {
  readonly stop: () => void;
  private readonly context: WeightsContext;
  private readonly run: string;
  private readonly options: WeightsOptions;
  private readonly to: Observer<Weights>;
  private schema: Schema | undefined;
  private layout: Layout | undefined;
  private decoder: WeightsDecoder | undefined;
  private stream: number | undefined;
  private corrupt = 0;
  private previous: number | undefined;

  constructor(
    context: WeightsContext,
    run: string,
    options: WeightsOptions,
    to: Observer<Weights>,
  ) {
    this.context = context;
    this.run = run;
    this.options = options;
    this.to = to;
    this.stop = context.subscriptions.open(requestOf(run, options), this);
  }

  past(): Weights | undefined {
    return this.decoder?.ready ? this.current(this.decoder) : undefined;
  }

  position(): Subscribe['from'] {
    const { decoder, stream } = this;
    if (!decoder?.ready || stream === undefined) return undefined;
    return { epoch: decoder.epoch, stream, sequence: decoder.sequence };
  }

  subscribed({ stream }: Subscribed): void {
    this.stream = stream;
  }

  frame(frame: ServerFrame): void {
    if (frame.op === 'snapshot') this.follow(this.context.schemas.get(this.run));
    if (frame.op !== 'snapshot' && frame.op !== 'delta' && frame.op !== 'reset') return;
    const { decoder } = this;
    if (decoder === undefined) return;
    const outcome = decoder.apply(frame);
    if (outcome === 'updated') {
      this.corrupt = 0;
      this.previous = frame.op === 'delta' ? frame.base : undefined;
      this.to.next(this.current(decoder));
    } else if (outcome === 'corrupt' || (outcome === 'gap' && frame.op !== 'reset')) {
      this.recover(outcome);
    }
  }

  error(error: Error): void {
    this.to.error(error);
  }

  complete(): void {
    this.to.complete();
  }

  /** Makes room for what the schema says, again whenever it is another one. */
  private follow(schema: Schema | undefined): void {
    if (schema === undefined) throw new ProtocolError('a snapshot before its schema');
    const known = this.schema?.hash === schema.hash && isSameState(this.schema, schema);
    if (known && this.decoder !== undefined) return;
    this.schema = schema;
    this.layout = layoutOf(schema, this.options);
    this.decoder = new WeightsDecoder(this.layout.length + this.layout.words);
  }

  private recover(outcome: 'gap' | 'corrupt'): void {
    if (outcome === 'corrupt') this.corrupt += 1;
    if (this.corrupt < PATIENCE) {
      this.context.subscriptions.renew(this);
      return;
    }
    const error = new ProtocolError(`weights of ${this.run} do not have the hash they should`);
    this.stop();
    this.to.error(error);
  }

  private current({ values, epoch, version, verified }: WeightsDecoder): Weights {
    const all = values.slice();
    const { run, schema, layout, previous } = this;
    const length = layout?.length ?? 0;
    const data = all.subarray(0, length);
    return {
      run,
      epoch,
      version,
      previous,
      schema: schema as Schema,
      verified,
      data,
      state: new Uint32Array(all.buffer, 4 * length),
      tensor: (name) => tensorOf(run, layout as Layout, data, name),
    };
  }
}

/** Whether words of state mean the same by both. */
function isSameState(a: Schema, b: Schema): boolean {
  const said = ({ state, preprocessing }: Schema): string => JSON.stringify([state, preprocessing]);
  return a === b || said(a) === said(b);
}

function requestOf(run: string, options: WeightsOptions): Request {
  const { maxHz, encoding, tensors, mode = 'latest', state = false } = options;
  return {
    run,
    channel: 'weights',
    mode,
    encodings: encoding === undefined || encoding === 'f32' ? ['f32'] : [encoding, 'f32'],
    maxHz: maxHz ?? 0,
    ...(tensors === undefined ? {} : { tensors }),
    ...(state ? { state } : {}),
    ...(mode === 'all' ? { credit: WINDOW } : {}),
  };
}

function tensorOf(run: string, layout: Layout, data: Float32Array, name: string): Float32Array {
  const place = layout.places.get(name);
  if (place !== undefined) return data.subarray(place.offset, place.offset + place.length);
  const names = [...layout.places.keys()].join(', ');
  throw new UnsupportedError(`run "${run}" has no tensor "${name}", it has: ${names}`);
}
