import fc from 'fast-check';
import type { AnyField, FieldShape } from '../src/field.ts';
import { fieldsOf } from '../src/frame-spec.ts';
import { registry, type Frame } from '../src/registry.ts';

/** Any frame of a kind, made up from its fields: a new frame is tested without writing a test. */
export function anyFrame(op: Frame['op']): fc.Arbitrary<Frame> {
  return anyObject(fieldsOf(registry[op])).map((fields) => ({ op, ...fields }) as Frame);
}

function anyObject(fields: Readonly<Record<string, AnyField>>): fc.Arbitrary<object> {
  const required: string[] = [];
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, field] of Object.entries(fields)) {
    model[name] = anyValue(field.shape);
    if (!field.optional) required.push(name);
  }
  return fc.record(model, { requiredKeys: required, noNullPrototype: true });
}

function anyValue(shape: FieldShape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'uint':
      return fc.oneof(fc.maxSafeNat(), fc.nat(300)).map((value) => value % (shape.max + 1));
    case 'float':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'flag':
      return fc.boolean();
    case 'plain':
      return fc.dictionary(anyKey, anyPlain, { maxKeys: 4, noNullPrototype: true });
    case 'text':
      return fc
        .string({ unit: 'grapheme', maxLength: 8 })
        .filter((text) => text.length <= shape.max);
    case 'bin':
      return fc.uint8Array({ maxLength: Math.min(shape.max, 64) });
    case 'array':
      return fc.uint8Array({ maxLength: 64 }).map((bytes) => {
        const Type = { f32: Float32Array, f64: Float64Array, u32: Uint32Array }[shape.make];
        return new Type(bytes.slice(0, bytes.length - (bytes.length % shape.bytes)).buffer);
      });
    case 'choice':
      return fc.constantFrom(...shape.names);
    case 'list':
      return fc.array(anyValue(shape.item), { maxLength: Math.min(shape.max, 4) });
    case 'record':
      return anyObject(shape.fields);
    default:
      throw new Error('a field of no known shape');
  }
}

const anyKey = fc.string().filter((key) => key !== '__proto__');

const anyPlain: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(anyKey, fc.boolean(), { maxKeys: 2, noNullPrototype: true }),
);
