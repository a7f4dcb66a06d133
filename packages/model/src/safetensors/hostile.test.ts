import { describe, expect, test } from 'vitest';

import { dense } from '../layers/dense.ts';
import { relu } from '../layers/relu.ts';
import { adam } from '../optimizers/adam.ts';
import { sequential } from '../sequential.ts';
import { loadOptimizerSafetensors } from './load-optimizer-safetensors.ts';
import { loadSafetensors } from './load-safetensors.ts';
import { modelFromSafetensors } from './model-from-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { toSafetensors } from './to-safetensors.ts';

const build = () => sequential({ inputs: 3, seed: 1 }, dense(2), relu());
const model = build();
const good = toSafetensors(model);
const goodText = headerOf(good);
const data = good.slice(8 + goodText.length);

/** The good header, its JSON changed by hand. */
const W = '"dense.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}';
const B = '"dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}';

function headerOf(bytes: Uint8Array): string {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return new TextDecoder().decode(bytes.subarray(8, 8 + length));
}

function file(header: string | Uint8Array, body: Uint8Array = data, length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

function withNumber(value: number): Uint8Array {
  const body = data.slice();
  new DataView(body.buffer).setFloat32(4, value, true);
  return body;
}

const tensor = (fields: string): string => `{"dense.weight":{${fields}},${B}}`;
const metadata = (fields: string): string => `{"__metadata__":${fields},${W},${B}}`;
const F64 = '"dense.weight":{"dtype":"F64","shape":[2,3],"data_offsets":[0,48]}';

const corpus: readonly (readonly [what: string, bytes: Uint8Array, says: RegExp])[] = [
  ['nothing', new Uint8Array(0), /ends after 0 bytes/],
  ['7 bytes', new Uint8Array(7), /ends after 7 bytes/],
  ['a header of no length', file('', data), /must begin with \{/],
  ['a header that is longer than the file', file(`{${W},${B}}`, data, 10_000n), /only \d+ follow/],
  ['a header by one byte too long', file('{}', new Uint8Array(0), 3n), /is 3 bytes, but only 2/],
  ['a header above 100 MB', file('{}', data, 100_000_001n), /at most 100000000/],
  ['a header of 2^64 − 1 bytes', file('{}', data, 2n ** 64n - 1n), /18446744073709551615/],
  ['a length that is negative when signed', file('{}', data, 2n ** 63n), /at most/],
  ['a header that is no JSON', file(`{${W},${B}`), /no JSON/],
  ['JSON with a comma too many', file(`{${W},${B},}`), /no JSON/],
  ['something after the JSON', file(`{${W},${B}}x`), /no JSON/],
  ['a header full of [', file(`{"a":${'['.repeat(200_000)}`), /no JSON/],
  ['a list', file(`[${W}]`), /must begin with \{/],
  ['null', file('null'), /must begin with \{/],
  ['a space before the header', file(` {${W},${B}}`), /must begin with \{/],
  ['a byte order mark', file(`\uFEFF{${W},${B}}`), /must begin with \{/],
  ['a header that is no UTF-8', file(Uint8Array.of(0x7b, 0xff, 0x7d)), /no UTF-8/],
  ['no tensor', file('{}', new Uint8Array(0)), /lacks "dense.weight", "dense.bias"/],
  ['a tensor less', file(`{${W}}`, data.slice(0, 24)), /lacks "dense.bias"/],
  [
    'a tensor more',
    file(`{${W},${B},"x":{"dtype":"F32","shape":[0],"data_offsets":[32,32]}}`),
    /has "x", which nothing here is called/,
  ],
  ['a tensor that is a number', file(`{"dense.weight":1,${B}}`), /"dense.weight".*an object/],
  ['a tensor that is null', file(`{"dense.weight":null,${B}}`), /"dense.weight".*an object/],
  ['a tensor that is a list', file(`{"dense.weight":[],${B}}`), /"dense.weight".*an object/],
  ['no dtype', file(tensor('"shape":[2,3],"data_offsets":[0,24]')), /dtype is missing/],
  ['no shape', file(tensor('"dtype":"F32","data_offsets":[0,24]')), /shape is missing/],
  ['no offsets', file(tensor('"dtype":"F32","shape":[2,3]')), /data_offsets is missing/],
  [
    'a field more',
    file(tensor('"dtype":"F32","shape":[2,3],"data_offsets":[0,24],"strides":[1]')),
    /field "strides" is unknown/,
  ],
  ...['F8_E4M3', 'I64', 'BOOL', 'f32', 'toString', ''].map(
    (dtype) =>
      [
        `dtype ${dtype}`,
        file(tensor(`"dtype":"${dtype}","shape":[2,3],"data_offsets":[0,24]`)),
        /"dense.weight", dtype: .* F64, F32, F16, BF16 are read/,
      ] as const,
  ),
  [
    'a dtype that is a number',
    file(tensor('"dtype":32,"shape":[2,3],"data_offsets":[0,24]')),
    /dtype: it is no text/,
  ],
  ...[
    '[2,-3]',
    '[2,1.5]',
    '[2,"3"]',
    '[2,null]',
    '[2,1e400]',
    '[2,18446744073709551615]',
    '{}',
    '6',
    'null',
  ].map(
    (shape) =>
      [
        `shape ${shape}`,
        file(tensor(`"dtype":"F32","shape":${shape},"data_offsets":[0,24]`)),
        /"dense.weight", shape: a list of whole numbers ≥ 0/,
      ] as const,
  ),
  ...['[4294967296,4294967296]', '[9007199254740991]', '[3037000500,3037000500,0]'].map(
    (shape) =>
      [
        `shape ${shape}`,
        file(tensor(`"dtype":"F32","shape":${shape},"data_offsets":[0,24]`)),
        /"dense.weight", shape: .* beyond any memory/,
      ] as const,
  ),
  ...['[0]', '[0,24,24]', '[-24,0]', '[0,"24"]', '[0,24.5]', '{}', '[0,1e999]', 'null'].map(
    (offsets) =>
      [
        `offsets ${offsets}`,
        file(tensor(`"dtype":"F32","shape":[2,3],"data_offsets":${offsets}`)),
        /"dense.weight", data_offsets: two whole numbers/,
      ] as const,
  ),
  [
    'offsets of too few bytes',
    file(tensor('"dtype":"F32","shape":[2,3],"data_offsets":[0,20]')),
    /0 to 20 are 20 bytes, but 24 are needed for shape \[2, 3\] of F32/,
  ],
  [
    'offsets that run backward',
    file(tensor('"dtype":"F32","shape":[2,3],"data_offsets":[24,0]')),
    /are -24 bytes/,
  ],
  [
    'overlapping tensors',
    file(`{${W},"dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[20,28]}}`),
    /"dense.bias".*begins at byte 20, inside tensor "dense.weight"/,
  ],
  [
    'two tensors on the same bytes',
    file(`{${W},"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},${B}}`),
    /begins at byte 0, inside/,
  ],
  [
    'a hole between tensors',
    file(
      `{${W},"dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[28,36]}}`,
      new Uint8Array(36),
    ),
    /"dense.bias".*bytes 24 to 28/,
  ],
  [
    'a hole before the first tensor',
    file(
      '{"dense.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[4,28]},"dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[28,36]}}',
      new Uint8Array(36),
    ),
    /"dense.weight".*bytes 0 to 4/,
  ],
  ['data that is cut off', file(`{${W},${B}}`, data.slice(0, 31)), /ends at byte 32.*31 bytes/],
  ['data that goes on', file(`{${W},${B}}`, new Uint8Array(33)), /last 1 bytes/],
  ['a key twice', file(`{${W},${B},${B}}`), /"dense.bias" comes twice/],
  [
    'a key twice, once in disguise',
    file(`{${W},${B},"dense.bia\\u0073":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}`),
    /"dense.bias" comes twice/,
  ],
  [
    'a field twice',
    file(tensor('"dtype":"F32","shape":[1],"shape" \n:[2,3],"data_offsets":[0,24]')),
    /"shape" comes twice/,
  ],
  ['metadata twice', file(`{"__metadata__":{},${W},"__metadata__":{},${B}}`), /comes twice/],
  ...['__proto__', 'constructor', 'prototype', '\\u005f_proto__'].flatMap((key) => [
    [
      `a tensor called ${key}`,
      file(`{${W},${B},"${key}":{"dtype":"F32","shape":[0],"data_offsets":[32,32]}}`),
      /the key "\w+" is refused/,
    ] as const,
    [
      `a field called ${key}`,
      file(tensor(`"dtype":"F32","shape":[2,3],"data_offsets":[0,24],"${key}":{}`)),
      /the key "\w+" is refused/,
    ] as const,
    [
      `metadata called ${key}`,
      file(metadata(`{"${key}":"x"}`)),
      /the key "\w+" is refused/,
    ] as const,
  ]),
  ['metadata that are a list', file(metadata('[]')), /__metadata__: an object/],
  ['metadata that are null', file(metadata('null')), /__metadata__: an object/],
  ['metadata with a number', file(metadata('{"step":1}')), /__metadata__, "step": a text/],
  ['a newer file', file(metadata('{"rxgrad":"2"}')), /version "2" is unknown/],
  ['a file of another kind', file(metadata('{"rxgrad":"1"}')), /holds ""/],
  ...['-1', '1.5', '1e3', '', '99999999999999999999', 'x'].map(
    (version) =>
      [
        `version ${version}`,
        file(metadata(`{"rxgrad":"1","rxgrad.kind":"weights","rxgrad.version":"${version}"}`)),
        /"rxgrad.version": a whole number/,
      ] as const,
  ),
  [
    'a weight the other way round',
    file(tensor('"dtype":"F32","shape":[3,2],"data_offsets":[0,24]')),
    /"dense.weight": shape \[2, 3\] is expected, the file has \[3, 2\]; transpose it/,
  ],
  [
    'a weight of another rank',
    file(tensor('"dtype":"F32","shape":[6],"data_offsets":[0,24]')),
    /shape \[2, 3\] is expected, the file has \[6\]$/,
  ],
  ['NaN', file(`{${W},${B}}`, withNumber(Number.NaN)), /"dense.weight": number 1 is NaN/],
  ['an infinite weight', file(`{${W},${B}}`, withNumber(-Infinity)), /"dense.weight": number 1/],
  [
    'a weight beyond f32',
    file(
      `{${F64},"dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[48,56]}}`,
      new Uint8Array(Float64Array.of(0, 0, 1e39, 0, 0, 0, 0).buffer),
    ),
    /"dense.weight": number 2/,
  ],
];

describe('a hostile file', () => {
  test.each(corpus)('is refused: %s', (_what, bytes, says) => {
    const victim = build();
    const before = victim.snapshot();
    expect(() => loadSafetensors(victim, bytes)).toThrow(SafetensorsError);
    expect(() => loadSafetensors(victim, bytes)).toThrow(says);
    expect(() => modelFromSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => loadOptimizerSafetensors(victim, adam(), bytes)).toThrow(SafetensorsError);
    expect({ ...(victim.snapshot() as object), optimizers: [] }).toEqual(before);
  });

  test('is what the corpus makes worse: unharmed it loads', () => {
    const twin = sequential({ inputs: 3, seed: 2 }, dense(2), relu());
    loadSafetensors(twin, file(`{${W},${B}}`));
    expect(twin.data).toEqual(build().data);
    loadSafetensors(twin, file(` ${metadata('{"a":"\\"{[:,"}')}`.slice(1)));
  });

  test.each([
    ['no schema', undefined, /"rxgrad.schema" is missing/],
    ['a schema that is no JSON', '{', /JSON/],
    ['a schema that is null', 'null', /an object is expected/],
    ['a schema of no model', '{"inputs":0,"layers":[]}', /"inputs": a whole number/],
    ['an unknown layer', '{"inputs":3,"layers":[{"type":"oracle"}]}', /"oracle" is unknown/],
    ['__proto__', '{"inputs":3,"layers":[],"__proto__":{}}', /"__proto__" is refused/],
    [
      'more weights than the file has',
      '{"inputs":16777216,"layers":[{"type":"dense","name":"dense","units":16,"bias":true}]}',
      /268435472 weights; at most 8/,
    ],
    [
      'another model',
      '{"inputs":2,"layers":[{"type":"dense","name":"dense","units":1,"bias":true}]}',
      /shape \[1, 2\] is expected/,
    ],
  ])('builds no model: %s', (_what, schema, says) => {
    const fields = {
      rxgrad: '1',
      'rxgrad.kind': 'weights',
      ...(schema && { 'rxgrad.schema': schema }),
    };
    const bytes = file(metadata(JSON.stringify(fields)));
    expect(() => modelFromSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => modelFromSafetensors(bytes)).toThrow(says);
  });

  test('long names and long lists are cut in messages', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `${i}${'x'.repeat(1000)}`);
    const fields = names.map(
      (name) => `"${name}":{"dtype":"F32","shape":[0],"data_offsets":[32,32]}`,
    );
    const attempt = () => loadSafetensors(build(), file(`{${W},${B},${fields.join(',')}}`));
    expect(attempt).toThrow(/^.{100,600}$/);
    expect(attempt).toThrow(/and 995 more/);
  });
});
