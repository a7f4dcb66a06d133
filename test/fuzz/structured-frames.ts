import type { Random } from 'rxgrad';
import { registry } from '@rxgrad/wire';
import { HostileWriter } from './hostile-writer.ts';

type Shape = (typeof registry)['ping']['fields']['nonce']['shape'];
type Fields = Readonly<Record<string, { readonly shape: Shape; readonly optional?: true }>>;

const SPECS = Object.values(registry).map(({ code, from, fields }) => ({
  code,
  from,
  fields: Object.values(fields as Fields),
}));
/** Who frames are said to: nobody is told what only they themselves say. */
export type Hearer = 'anybody' | 'server' | 'client';

/** Words that lead somewhere, and those that should not. */
const WORDS = [
  ...Array<string>(8).fill('cake'),
  'f32',
  'f16',
  'int8',
  'topk',
  'dense.weight',
  'dense.bias',
  'sgd',
  'set',
]
  .concat(['pause', 'resume', 'step', 'checkpoint', 'rollback', 'learningRate', 'feed', '7', ''])
  .concat(['__proto__', 'constructor', 'prototype', 'toString', 'then', 'x'.repeat(2_100)])
  .concat(['é'.repeat(64), '💥'.repeat(64), '\0', '../../etc/passwd', '${7*7}'])
  .map((word) => Buffer.from(word));
const NO_UTF8 = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]];
const NUMBERS = [0, 1, 2, 3, 41, 255, 256, 4_096, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
const FLOATS = [0, -0, 1, 0.5, -1, 1e-45, 3.4e38, 1e300, Number.NaN, Infinity, -Infinity];

/** Frames made up from the specification: mostly right, so that they get far, and wrong somewhere. */
export class StructuredFrames {
  readonly #random: Random;
  readonly #out: HostileWriter;
  readonly #specs: typeof SPECS;
  /** One field in so many is anything at all. */
  readonly #rightness: number;

  constructor(random: Random, hearer: Hearer) {
    this.#random = random;
    this.#rightness = hearer === 'anybody' ? 25 : 80;
    this.#specs = SPECS.filter(({ from }) => from !== hearer);
    this.#out = new HostileWriter(random);
  }

  next(): Uint8Array {
    const { code, fields } = this.#pick(this.#specs);
    const length = fields.length + (this.#one(20) ? this.#random.integer(4) - 2 : 0);
    this.#out.array(Math.max(0, length + 1));
    this.#out.int(this.#one(50) ? this.#random.integer(300) : code);
    for (let index = 0; index < length; index++) this.#field(fields[index]);
    if (this.#one(50)) this.#wrong(0);
    return this.#out.take();
  }

  #field(field: Fields[string] | undefined): void {
    if (field === undefined || this.#one(this.#rightness)) return this.#wrong(0);
    if (field.optional && this.#random.integer(2) === 0) return this.#out.byte(0xc0);
    this.#right(field.shape);
  }

  #right(shape: Shape): void {
    const random = this.#random;
    if (shape.kind === 'uint') return this.#out.int(Math.min(this.#pick(NUMBERS), shape.max));
    if (shape.kind === 'float') return this.#out.float(this.#pick(FLOATS));
    if (shape.kind === 'flag') return this.#out.byte(0xc2 + random.integer(2));
    if (shape.kind === 'choice') return this.#out.int(random.integer(shape.names.length));
    if (shape.kind === 'text') return this.#out.text(this.#pick(WORDS));
    if (shape.kind === 'bin') return this.#out.bin(this.#noise(random.integer(40)));
    if (shape.kind === 'array') return this.#numbers(shape.bytes);
    if (shape.kind === 'plain') return this.#plain(0);
    if (shape.kind === 'list') return this.#list(shape.item);
    if (shape.kind !== 'record') return this.#wrong(0);
    const fields = Object.values(shape.fields as Fields);
    this.#out.array(fields.length);
    for (const field of fields) this.#field(field);
  }

  #list(item: Shape): void {
    const length = this.#one(200) ? 5_000 : this.#random.integer(4);
    this.#out.array(length);
    for (let index = 0; index < length; index++) this.#right(item);
  }

  #numbers(bytes: 4 | 8): void {
    const length = this.#random.integer(5);
    const noise = this.#noise(bytes * length);
    if (bytes === 8) new Float64Array(noise.buffer).fill(this.#pick(FLOATS));
    else if (this.#one(2)) new Float32Array(noise.buffer).fill(this.#pick(FLOATS));
    else new Uint32Array(noise.buffer).forEach((_, k, all) => (all[k] = k));
    this.#out.bin(noise);
  }

  #plain(depth: number): void {
    const entries = this.#random.integer(4);
    this.#out.map(entries);
    for (let index = 0; index < entries; index++) {
      this.#out.text(this.#pick(WORDS));
      if (depth < 8 && this.#one(3)) this.#plain(depth + 1);
      else this.#wrong(depth);
    }
  }

  /** Anything at all. */
  #wrong(depth: number): void {
    const kind = this.#random.integer(depth > 10 ? 9 : 11);
    if (kind < 5) this.#wrongScalar(kind);
    else if (kind < 7) this.#out.text(Uint8Array.from(this.#pick(NO_UTF8)));
    else if (kind === 7) this.#out.bin(this.#noise(this.#random.integer(9)));
    else if (kind === 8) this.#never();
    else if (kind === 9) this.#plain(depth + 1);
    else this.#nest(depth);
  }

  #wrongScalar(kind: number): void {
    const out = this.#out;
    if (kind === 0) out.byte(0xc0);
    else if (kind === 1) out.byte(0xc2 + this.#random.integer(2));
    else if (kind === 2) out.int(this.#pick(NUMBERS));
    else if (kind === 3) out.float(this.#pick(FLOATS));
    else out.text(this.#pick(WORDS));
  }

  /** What no frame of the protocol holds. */
  #never(): void {
    if (this.#one(3)) this.#out.lie();
    else if (this.#one(2)) this.#out.extension();
    else this.#out.byte(0xc1);
  }

  #nest(depth: number): void {
    const length = this.#random.integer(3);
    this.#out.array(length);
    for (let index = 0; index < length; index++) this.#wrong(depth + 1);
  }

  #noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#random.integer(256));
  }

  #pick<T>(of: readonly T[]): T {
    return of[this.#random.integer(of.length)] as T;
  }

  #one(of: number): boolean {
    return this.#random.integer(of) === 0;
  }
}
