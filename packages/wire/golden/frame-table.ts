import { fieldsOf } from '../src/frame-spec.ts';
import type { AnyField, FieldShape } from '../src/field.ts';
import { registry, type Frame } from '../src/registry.ts';

const DIRECTIONS = { client: 'c→s', server: 's→c', both: 'both' } as const;

/** The table of all frames, as it stands in PROTOCOL.md. */
export function frameTable(ops: readonly Frame['op'][]): string {
  const rows = ops
    .map((op) => registry[op])
    .sort((a, b) => a.code - b.code)
    .map((spec) => {
      const fields = Object.entries(fieldsOf(spec)).map(([name, field]) => fieldText(name, field));
      const name = spec.op.toUpperCase();
      return `| ${spec.code} | ${name} | ${DIRECTIONS[spec.from]} | ${fields.join('<br>')} |`;
    });
  return [
    '| code | frame | direction | fields, in order |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function fieldText(name: string, field: AnyField): string {
  const mark = field.optional ? '?' : '';
  return `\`${name}${mark}\` ${typeText(field.shape)}`;
}

function typeText(shape: FieldShape): string {
  switch (shape.kind) {
    case 'plain':
      return 'map';
    case 'uint':
      if (shape.max === Number.MAX_SAFE_INTEGER) return 'uint53';
      return shape.max === 0xffff_ffff ? 'uint32' : `uint ≤ ${shape.max}`;
    case 'float':
      return 'number';
    case 'flag':
      return 'bool';
    case 'text':
      return `str ≤ ${shape.max}`;
    case 'bin':
      return 'bin';
    case 'array':
      return `bin of ${shape.make}`;
    case 'choice':
      return shape.names.map((each, index) => `${index} = \`${each}\``).join(', ');
    case 'list':
      return `array ≤ ${shape.max} of ${typeText(shape.item)}`;
    case 'record': {
      const inner = Object.entries(shape.fields).map(([name, field]) => fieldText(name, field));
      return `[${inner.join('; ')}]`;
    }
    default:
      throw new Error('a field of no known shape');
  }
}
