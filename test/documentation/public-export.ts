import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync, type Comment, type Directive, type Statement } from 'oxc-parser';
import { manifestOf } from '../architecture/manifests.ts';
import { rooms } from '../architecture/rooms.ts';
import { root } from '../architecture/source-files.ts';

export interface PublicExport {
  readonly name: string;
  /** `file:line` of the declaration. */
  readonly place: string;
  readonly kind: 'value' | 'type' | 'error';
  readonly docstring: string;
}

type Exports = Map<string, PublicExport>;
type Named = Statement | Directive;

const known = new Map<string, Exports>();

/** What a package exports from all its doors, re-exports followed to where they are declared. */
export function publicExports(folder: string): PublicExport[] {
  return Object.values(manifestOf(folder).exports ?? {}).flatMap((door) => {
    const file = posix.join(folder, door['@rxgrad/source'] ?? '');
    return [...exportsOf(file).values()];
  });
}

function exportsOf(file: string): Exports {
  const before = known.get(file);
  if (before) return before;
  const exports: Exports = new Map();
  known.set(file, exports);
  const text = readFileSync(root + file, 'utf8');
  const { program, comments } = parseSync(file, text);
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      const prefix = statement.exported ? `${nameOf(statement.exported)}.` : '';
      for (const [name, found] of imported(file, statement.source.value)) {
        exports.set(prefix + name, { ...found, name: prefix + name });
      }
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      declare(statement.declaration, statement.start);
    } else if (statement.type === 'ExportNamedDeclaration') {
      const others = statement.source ? imported(file, statement.source.value) : locals();
      for (const { local, exported, exportKind } of statement.specifiers) {
        const found = others.get(nameOf(local));
        if (!found) continue; // another library's
        const typeOnly = statement.exportKind === 'type' || exportKind === 'type';
        const name = nameOf(exported);
        exports.set(name, { ...found, name, kind: typeOnly ? 'type' : found.kind });
      }
    }
  }
  return exports;

  function declare(declaration: Named, start: number, into = exports): void {
    const place = `${file}:${text.slice(0, start).split('\n').length}`;
    const docstring = docstringBefore(start, text, comments);
    for (const name of namesOf(declaration)) {
      const kind = kindOf(declaration, text);
      // Of overloads, and of a type and a value with one name, the documented one counts.
      const first = into.get(name);
      if (!first || !first.docstring) into.set(name, { name, place, kind, docstring });
    }
  }

  /** What the file declares without exporting it at once. */
  function locals(): Exports {
    const found: Exports = new Map();
    for (const statement of program.body) {
      if (statement.type === 'ImportDeclaration') {
        const others = imported(file, statement.source.value);
        for (const specifier of statement.specifiers) {
          const other =
            specifier.type === 'ImportSpecifier' && others.get(nameOf(specifier.imported));
          if (other) found.set(specifier.local.name, other);
        }
      } else {
        declare(statement, statement.start, found);
      }
    }
    return found;
  }
}

function imported(file: string, specifier: string): Exports {
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(file), specifier);
    return existsSync(root + path) ? exportsOf(path) : new Map();
  }
  const [folder] =
    Object.entries(rooms).find(
      ([, { name }]) => specifier === name || specifier.startsWith(`${name}/`),
    ) ?? [];
  const door =
    folder && manifestOf(folder).exports?.[`.${specifier.slice(rooms[folder]?.name.length)}`];
  return folder && door ? exportsOf(posix.join(folder, door['@rxgrad/source'] ?? '')) : new Map();
}

function namesOf(declaration: Named): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? id.name : []));
  }
  return 'id' in declaration && declaration.id && 'name' in declaration.id
    ? [declaration.id.name]
    : [];
}

function kindOf(declaration: Named, text: string): PublicExport['kind'] {
  if (/^TS(Interface|TypeAlias)Declaration$/.test(declaration.type)) return 'type';
  if (declaration.type !== 'ClassDeclaration' || !declaration.superClass) return 'value';
  const { start, end } = declaration.superClass;
  return text.slice(start, end).endsWith('Error') ? 'error' : 'value';
}

function docstringBefore(start: number, text: string, comments: readonly Comment[]): string {
  const comment = comments.findLast(({ end }) => end <= start);
  const touches = comment && text.slice(comment.end, start).trim() === '';
  return touches && comment.type === 'Block' && comment.value.startsWith('*') ? comment.value : '';
}

function nameOf(node: { name: string } | { value: string }): string {
  return 'name' in node ? node.name : node.value;
}
