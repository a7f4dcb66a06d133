import { FrameError } from '../frame-error.ts';
import type { Delta } from '../frames/delta.ts';
import type { Snapshot } from '../frames/snapshot.ts';
import type { Frame } from '../registry.ts';
import { encodings, isEncoding } from './encodings.ts';
import { xxh32 } from './xxh32.ts';

/**
 * What a frame did: `updated` the weights, was one of several `partial` ones, was `ignored` as a
 * repeat, left a `gap` (something is missing: a snapshot is needed), or showed the weights `corrupt`
 * (the hash differs: a snapshot is needed too).
 */
export type Outcome = 'updated' | 'partial' | 'ignored' | 'gap' | 'corrupt';

/** The client's side of one stream of weights. Knows no socket and no clock. */
export class WeightsDecoder {
  /** The flat vector of weights; changes only when a frame's outcome is `updated`. */
  readonly values: Float32Array;
  private parts: (Snapshot | Delta)[] = [];
  private state: 'empty' | 'ready' | 'lost' = 'empty';
  private _epoch = 0;
  private _version = 0;
  private _sequence = 0;
  private _verified = 0;

  /** @param length number of weights, from the SCHEMA */
  constructor(length: number) {
    this.values = new Float32Array(length);
  }

  /** Whether the weights are a server's, without a gap. */
  get ready(): boolean {
    return this.state === 'ready';
  }

  get epoch(): number {
    return this._epoch;
  }

  get version(): number {
    return this._version;
  }

  /** Number of the last delta, with which to resume. */
  get sequence(): number {
    return this._sequence;
  }

  /** Hashes that were checked and equal. */
  get verified(): number {
    return this._verified;
  }

  /**
   * Applies a frame of the stream.
   *
   * @throws FrameError when the frame contradicts itself or the number of weights
   */
  apply(frame: Frame): Outcome {
    if (frame.op === 'snapshot') return this.applySnapshot(frame);
    if (frame.op === 'delta') return this.applyDelta(frame);
    if (frame.op !== 'reset') throw new FrameError(`${frame.op} is no frame of weights`);
    this.parts = [];
    this.state = 'empty';
    return 'gap';
  }

  private applySnapshot(frame: Snapshot): Outcome {
    if (frame.encoding !== 'f32') throw new FrameError(`snapshot in ${frame.encoding}, not f32`);
    const old = frame.epoch === this._epoch && frame.sequence <= this._sequence;
    if (this.ready && old) return 'ignored';
    const kept = this.collect(frame);
    if (kept !== 'complete') return kept === 'gap' ? this.lose('gap') : kept;
    this.applyParts();
    if (!this.verify(frame.hash)) return this.lose('corrupt');
    this.state = 'ready';
    this._epoch = frame.epoch;
    return this.advance(frame);
  }

  private applyDelta(frame: Delta): Outcome {
    // Between SUBSCRIBED or RESET and the snapshot that follows, deltas are for others.
    if (this.state === 'empty') return 'ignored';
    if (this.state !== 'ready') return this.lose('gap');
    if (frame.sequence <= this._sequence) return 'ignored';
    if (frame.sequence !== this._sequence + 1 || frame.base !== this._version) {
      return this.lose('gap');
    }
    const kept = this.collect(frame);
    if (kept !== 'complete') return kept === 'gap' ? this.lose('gap') : kept;
    this.applyParts();
    if (frame.hash !== undefined && !this.verify(frame.hash)) return this.lose('corrupt');
    return this.advance(frame);
  }

  /** Keeps a part until all are there. */
  private collect(frame: Snapshot | Delta): 'complete' | 'partial' | 'ignored' | 'gap' {
    const before = this.parts[0];
    if (before?.op !== frame.op || before.sequence !== frame.sequence) this.parts = [];
    if (frame.part >= frame.parts) throw new FrameError(`part ${frame.part} of ${frame.parts}`);
    if (frame.part < this.parts.length) return 'ignored';
    if (frame.part > this.parts.length) return 'gap';
    this.parts.push(frame);
    // A peer can't make us keep more than the schema allows.
    const bytes = this.parts.reduce((sum, part) => sum + part.data.byteLength, 0);
    if (bytes > 4 * this.values.length) throw new FrameError('more weights than the schema has');
    return this.parts.length === frame.parts ? 'complete' : 'partial';
  }

  private applyParts(): void {
    const parts = this.parts;
    this.parts = [];
    // Whatever fails from here on leaves weights that are nobody's.
    const before = this.state;
    this.state = 'lost';
    for (const part of parts) {
      if (!isEncoding(part.encoding)) throw new FrameError(`unknown encoding ${part.encoding}`);
      encodings[part.encoding].apply(this.values, part);
    }
    this.state = before;
  }

  private verify(hash: number): boolean {
    const equal = xxh32(this.values) === hash;
    if (equal) this._verified += 1;
    return equal;
  }

  private advance(frame: Snapshot | Delta): Outcome {
    this._version = frame.version;
    this._sequence = frame.sequence;
    return 'updated';
  }

  private lose(outcome: 'gap' | 'corrupt'): Outcome {
    this.parts = [];
    this.state = 'lost';
    return outcome;
  }
}
