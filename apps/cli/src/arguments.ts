import { InvalidArgumentError } from 'commander';

/** A whole number, 0 or more. */
export function count(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('It is a whole number, 0 or more.');
  }
  return value;
}

/** A TCP port. */
export function port(text: string): number {
  const value = count(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}

/** Names with commas between them. */
export function names(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('They are names with commas between.');
  return parts;
}
