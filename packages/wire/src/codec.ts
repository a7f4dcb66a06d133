import { Packr, Unpackr } from 'msgpackr';
import { FrameError } from './frame-error.ts';
import { fieldsOf, type Sender } from './frame-spec.ts';
import { CLIENT_SCAN, SERVER_SCAN, type ScanLimits } from './limits.ts';
import { readFields, writeFields } from './nested-fields.ts';
import { readSamples } from './read-samples.ts';
import { registry, type ClientFrame, type Frame, type ServerFrame } from './registry.ts';
import { scan } from './scan.ts';

interface AnySpec {
  readonly op: string;
  readonly code: number;
  readonly from: Sender;
  readonly fields: unknown;
}

const specs: readonly AnySpec[] = Object.values(registry);
const byCode: readonly (AnySpec | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  specs.find((spec) => spec.code === code),
);

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

/**
 * Lays a frame on the wire as the msgpack array `[code, field, …]`.
 *
 * @throws FrameError naming the field that a peer would refuse.
 */
export function encode(frame: Frame): Uint8Array {
  const spec: AnySpec = registry[frame.op];
  const from = frame as unknown as Readonly<Record<string, unknown>>;
  return packr.pack(writeFields(fieldsOf(spec), from, [spec.code], frame.op));
}

/**
 * Reads one frame of either side; arrays in it may be views of `bytes`.
 *
 * Safe against hostile bytes: a scan that allocates nothing comes first, and a typed guard last.
 *
 * @throws FrameError with the close code to answer with.
 */
export function decode(bytes: Uint8Array, limits: ScanLimits = SERVER_SCAN): Frame {
  return read(bytes, limits, undefined) as Frame;
}

/** Reads a frame that a server received; refuses those that only servers send. */
export function decodeFromClient(bytes: Uint8Array, limits: ScanLimits = CLIENT_SCAN): ClientFrame {
  return readSamples(bytes, limits) ?? (read(bytes, limits, 'client') as ClientFrame);
}

/** Reads a frame that a client received; refuses those that only clients send. */
export function decodeFromServer(bytes: Uint8Array, limits: ScanLimits = SERVER_SCAN): ServerFrame {
  return read(bytes, limits, 'server') as ServerFrame;
}

function read(bytes: Uint8Array, limits: ScanLimits, from: Sender | undefined): object {
  scan(bytes, limits);
  const values = unpack(bytes);
  if (!Array.isArray(values)) throw new FrameError('a frame is a msgpack array');
  const code: unknown = values[0];
  const spec = typeof code === 'number' ? byCode[code] : undefined;
  if (spec === undefined) throw new FrameError(`unknown frame ${String(code)}`);
  if (from !== undefined && spec.from !== from && spec.from !== 'both') {
    throw new FrameError(`${spec.op} does not come from a ${from}`);
  }
  return readFields(fieldsOf(spec), values, 1, spec.op, { op: spec.op });
}

function unpack(bytes: Uint8Array): unknown {
  try {
    return unpackr.unpack(bytes);
  } catch (cause) {
    throw new FrameError('not a msgpack value', { cause });
  }
}
