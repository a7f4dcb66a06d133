import { quoted } from './quoted.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** Keys that mean something to every object of JavaScript. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/**
 * Looks through the keys of all objects in a text that is known to be JSON, since `JSON.parse` keeps silent when one
 * comes twice.
 *
 * @throws SafetensorsError when an object has a key twice, or one that JavaScript's objects reserve
 */
export function checkKeys(json: string, where: string): void {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i += 1) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = endOfString(json, i);
      if (isKey(json, end)) addKey(JSON.parse(json.slice(i, end)) as string, open.at(-1), where);
      i = end - 1;
    }
  }
}

function addKey(key: string, keys: Set<string> | undefined, where: string): void {
  if (keys?.has(key)) throw new SafetensorsError(`${where}: the key ${quoted(key)} comes twice`);
  if (isReserved(key)) {
    throw new SafetensorsError(`${where}: the key ${quoted(key)} is refused; rename the tensor`);
  }
  keys?.add(key);
}

/** The index after the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}

/** In JSON a string is a key if and only if a colon follows. */
function isKey(json: string, end: number): boolean {
  let i = end;
  while (' \t\n\r'.includes(json[i] ?? '}')) i += 1;
  return json[i] === ':';
}
