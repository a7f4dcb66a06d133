import { OptionError } from '@rxgrad/online';
import type { OptionKind } from '../layers/registry.ts';

/** What options a layer of one's own has, by name. */
export type OptionKinds = Readonly<Record<string, Kind>>;

/** A whole number ≥ 1 or ≥ 0, a finite number, true or false. */
export type Kind = Exclude<OptionKind, 'layers'>;

/** The values that options of such kinds have. */
export type OptionValues<O extends OptionKinds> = {
  readonly [K in keyof O]: O[K] extends 'boolean' ? boolean : number;
};

/** Those options that have no default must be given. */
export type GivenOptions<O extends OptionKinds, D> = Omit<OptionValues<O>, keyof D> &
  Partial<OptionValues<O>> & {
    /** Default: the layer's type, numbered from the second on. */
    readonly name?: string;
  };

const NAME = /^[A-Za-z][\w-]*$/;
const RESERVED = new Set(['type', 'name', 'constructor']);

/** @throws OptionError when a name can't stand in a schema */
export function requireName(owner: string, what: string, name: string): void {
  if (NAME.test(name) && name.length <= 64) return;
  throw new OptionError(
    `${owner}: ${what} must be a name of 1 to 64 letters, digits, - or _, beginning with a letter; it is "${name}"`,
  );
}

/** @throws OptionError when an option's name can't stand in a schema, or a default fits no option */
export function requireKinds(type: string, kinds: OptionKinds, defaults: object): void {
  for (const name of Object.keys(kinds)) {
    requireName(`defineLayer "${type}"`, 'an option', name);
    if (!RESERVED.has(name)) continue;
    throw new OptionError(`defineLayer "${type}": an option can't be called "${name}"`);
  }
  for (const [name, value] of Object.entries(defaults)) requireOption(type, kinds, name, value);
}

/**
 * Options as they were given, defaults where they weren't.
 *
 * @throws OptionError when one is missing, unknown, or of the wrong kind
 */
export function completeOptions(
  type: string,
  kinds: OptionKinds,
  options: object,
): Readonly<Record<string, number | boolean>> {
  for (const [name, value] of Object.entries(options)) requireOption(type, kinds, name, value);
  const missing = Object.keys(kinds).find((name) => !Object.hasOwn(options, name));
  if (missing !== undefined) throw new OptionError(`${type}: the option "${missing}" is missing`);
  return Object.freeze({ ...options });
}

function requireOption(type: string, kinds: OptionKinds, name: string, value: unknown): void {
  if (!Object.hasOwn(kinds, name)) {
    const known = Object.keys(kinds).join(', ') || 'none';
    throw new OptionError(`${type} has no option "${name}"; it has ${known}`);
  }
  const kind = kinds[name] as Kind;
  if (fits(kind, value)) return;
  throw new OptionError(`${type}: ${name} must be ${EXPECTED[kind]}, it is ${String(value)}`);
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  count: 'a whole number ≥ 1',
  index: 'a whole number ≥ 0',
  number: 'a finite number',
  boolean: 'true or false',
};

function fits(kind: Kind, value: unknown): boolean {
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'number') return Number.isFinite(value);
  return Number.isSafeInteger(value) && (value as number) >= (kind === 'count' ? 1 : 0);
}
