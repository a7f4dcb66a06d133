import { fieldsOf } from '../src/frame-spec.ts';
import type { AnyField, FieldShape } from '../src/field.ts';
import type { Plain } from '../src/nested-fields.ts';
import { registry, type Frame } from '../src/registry.ts';

interface Line {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A frame's bytes with what each group of them means, as it stands in PROTOCOL.md. */
export function annotate(op: Frame['op'], bytes: Uint8Array): string {
  const walker = new Walker(bytes);
  walker.head('array of', (count) => `${count} values`);
  walker.value(op.toUpperCase());
  walker.fields(fieldsOf(registry[op]), '');
  const hexes = walker.lines.map(({ from, to }) =>
    [...bytes.subarray(from, to)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
  );
  const lines = walker.lines.map(({ text }, index) => {
    const hex = hexes[index] ?? '';
    return hex.length <= WIDE
      ? `${hex.padEnd(WIDE)}  ${text}`
      : `${hex}\n${' '.repeat(WIDE)}  ${text}`;
  });
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

const WIDE = 36;

class Walker {
  readonly lines: Line[] = [];
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    // A copy: slices of Node's Buffer would be views.
    this.bytes = Uint8Array.from(bytes);
    this.view = new DataView(this.bytes.buffer);
  }

  fields(fields: Readonly<Record<string, AnyField>>, path: string): void {
    for (const [name, field] of Object.entries(fields)) {
      const { shape } = field;
      const at = `${path}${name}`;
      if (this.bytes[this.at] === 0xc0) this.value(`${at}: absent`);
      else if (shape.kind === 'record') this.record(shape.fields, at);
      else if (shape.kind === 'list') this.list(shape.item, at);
      else this.value(at, shape);
    }
  }

  head(what: string, describe: (count: number) => string): number {
    const from = this.at;
    const head = this.byte();
    const count = head < 0xa0 ? head & 0x0f : this.view.getUint16((this.at += 2) - 2);
    this.lines.push({ from, to: this.at, text: `${what} ${describe(count)}` });
    return count;
  }

  /** One value that is no array; maps are shown whole. */
  value(name: string, shape?: FieldShape): void {
    const from = this.at;
    const said = this.say(shape);
    this.lines.push({ from, to: this.at, text: said === undefined ? name : `${name}: ${said}` });
  }

  private record(fields: Readonly<Record<string, AnyField>>, path: string): void {
    this.head(`${path}: array of`, (count) => `${count} values`);
    this.fields(fields, `${path}.`);
  }

  private list(item: FieldShape, path: string): void {
    const count = this.head(`${path}: array of`, (each) => `${each}`);
    for (let index = 0; index < count; index += 1) {
      const at = `${path}[${index}]`;
      if (item.kind === 'record') this.record(item.fields, at);
      else if (item.kind === 'list') this.list(item.item, at);
      else this.value(at, item);
    }
  }

  private say(shape: FieldShape | undefined): string | undefined {
    const value = this.read();
    if (value === null) return undefined;
    if (shape?.kind === 'choice') return `${Number(value)} = ${shape.names[Number(value)] ?? ''}`;
    if (value instanceof Uint8Array) return this.sayBytes(Uint8Array.from(value), shape);
    return JSON.stringify(value);
  }

  private sayBytes(value: Uint8Array<ArrayBuffer>, shape: FieldShape | undefined): string {
    const many = `bin of ${value.length} bytes`;
    if (shape?.kind !== 'array') return many;
    const Type = { f32: Float32Array, f64: Float64Array, u32: Uint32Array }[shape.make];
    return `${many}, ${shape.make} ${[...new Type(value.buffer)].join(' ')}`;
  }

  private byte(): number {
    return this.view.getUint8(this.at++);
  }

  private take(length: number): Uint8Array<ArrayBuffer> {
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** Reads one msgpack value, without the code that the examples are to be held against. */
  private read(): Plain | Uint8Array {
    const head = this.byte();
    const { view } = this;
    if (head < 0x80) return head;
    if (head < 0x90) return this.map(head & 0x0f);
    if (head >= 0xa0 && head < 0xc0) return this.text(head & 0x1f);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.take(this.byte());
      case 0xcb:
        return view.getFloat64((this.at += 8) - 8);
      case 0xcc:
        return this.byte();
      case 0xcd:
        return view.getUint16((this.at += 2) - 2);
      case 0xce:
        return view.getUint32((this.at += 4) - 4);
      case 0xd3:
        return Number(view.getBigInt64((this.at += 8) - 8));
      case 0xd9:
        return this.text(this.byte());
      default:
        throw new Error(`the examples have no 0x${head.toString(16)} yet`);
    }
  }

  private text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  private map(count: number): Readonly<Record<string, Plain>> {
    const entries = Array.from({ length: count }, () => [this.read(), this.read() as Plain]);
    return Object.fromEntries(entries) as Readonly<Record<string, Plain>>;
  }
}
