import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCycle } from './architecture/cycles.ts';
import { importsOf } from './architecture/imports.ts';
import { catalogEntries, demandsOf, manifestOf, referencesOf } from './architecture/manifests.ts';
import { rooms, testLibraries, topLevel } from './architecture/rooms.ts';
import {
  filesBelow,
  isTest,
  isTooling,
  roomOf,
  root,
  sourceFiles,
} from './architecture/source-files.ts';
import { syntaxTree } from './architecture/syntax-tree.ts';

const files = sourceFiles();
const trees = files.map(syntaxTree);
const imports = trees.flatMap(importsOf);
const roomNames = new Map(Object.entries(rooms).map(([folder, room]) => [room.name, folder]));
const presentRooms = ['packages', 'apps'].flatMap((top) =>
  readdirSync(root + top).map((name) => `${top}/${name}`),
);

const isRelative = (specifier: string) => specifier.startsWith('.');
const target = (file: string, specifier: string) => posix.join(posix.dirname(file), specifier);

const dependenciesOf = (folder: string) => Object.keys(manifestOf(folder).dependencies ?? {});

/** `@scope/name/deep/file` -> `@scope/name` */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** What is wrong with an import of another package; undefined if nothing is. */
function trespass(file: string, specifier: string): string | undefined {
  const room = rooms[roomOf(file)];
  if (!room) return undefined; // test/ may import anything
  const name = packageName(specifier);
  if (isTest(file) && testLibraries.includes(name)) return undefined;
  if (specifier.startsWith('node:')) {
    return room.portable && !isTooling(file) ? 'runs in browsers too: nothing of Node' : undefined;
  }
  const folder = roomNames.get(name);
  if (folder) return room.rooms.includes(folder) ? undefined : `may not enter ${folder}`;
  if (isTooling(file) && !isTest(file)) return undefined;
  return room.libraries === 'any' || room.libraries.includes(name)
    ? undefined
    : `may not use the library ${name}`;
}

describe('imports', () => {
  test('there are some', () => expect(imports.length).toBeGreaterThan(20));

  test('enter only the rooms and libraries of the table', () => {
    const wrong = imports
      .filter(({ specifier }) => !isRelative(specifier))
      .flatMap(({ file, line, specifier }) => {
        const reason = trespass(file, specifier);
        return reason ? [`${file}:${line} imports ${specifier}: ${roomOf(file)} ${reason}`] : [];
      });
    expect(wrong).toEqual([]);
  });

  test('reach another room by its name only, through its door', () => {
    const wrong = imports.filter(({ file, specifier }) => {
      if (isRelative(specifier)) return roomOf(target(file, specifier)) !== roomOf(file);
      const folder = roomNames.get(packageName(specifier));
      if (!folder) return specifier.startsWith('@rxgrad/') || specifier.startsWith('/');
      const door = `.${specifier.slice(packageName(specifier).length)}`;
      return folder === roomOf(file) || !Object.hasOwn(manifestOf(folder).exports ?? {}, door);
    });
    expect(wrong).toEqual([]);
  });

  test('name an existing file with its extension', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        isRelative(specifier) &&
        !specifier.endsWith('.gen.ts') &&
        !existsSync(root + target(file, specifier.replace(/\?.*$/, ''))),
    );
    expect(wrong).toEqual([]);
  });

  test('of the testkit stand in tests', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        rooms[roomNames.get(packageName(specifier)) ?? '']?.testsOnly === true && !isTest(file),
    );
    expect(wrong).toEqual([]);
  });

  test('of ../shared do not exist', () => {
    expect(imports.filter(({ specifier }) => /(^|\/)shared\//.test(specifier))).toEqual([]);
  });

  test('make no cycle between files', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports
          .filter((entry) => entry.file === file && isRelative(entry.specifier) && !entry.typeOnly)
          .map(({ specifier }) => target(file, specifier)),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });
});

describe('manifests', () => {
  test('stand in every room, under the name of the table', () => {
    const found = presentRooms.map((room) => [room, manifestOf(room).name]);
    expect(found).toEqual(presentRooms.map((room) => [room, rooms[room]?.name]));
  });

  test('depend on what the table allows', () => {
    const wrong = presentRooms.flatMap((folder) => {
      const room = rooms[folder];
      return dependenciesOf(folder)
        .filter((name) => {
          const other = roomNames.get(name);
          if (other) return !room?.rooms.includes(other);
          return room?.libraries !== 'any' && !room?.libraries.includes(name);
        })
        .map((name) => `${folder}/package.json: ${folder} may not depend on ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  test('declare what the code imports', () => {
    const wrong = imports.filter(
      ({ file, specifier, typeOnly }) =>
        !isTooling(file) &&
        !isRelative(specifier) &&
        !specifier.startsWith('node:') &&
        !typeOnly &&
        !dependenciesOf(roomOf(file)).includes(packageName(specifier)),
    );
    expect(wrong).toEqual([]);
  });

  test('agree with the references that order the build', () => {
    const needed = (folder: string) =>
      dependenciesOf(folder).flatMap((name) => roomNames.get(name) ?? []);
    const built = presentRooms.flatMap((folder) => {
      const references = referencesOf(folder);
      return references ? [{ folder, references }] : []; // no references: built by another tool
    });
    expect(built.map(({ folder, references }) => [folder, references.toSorted()])).toEqual(
      built.map(({ folder }) => [folder, needed(folder).toSorted()]),
    );
  });

  test('take versions from the catalog or the workspace', () => {
    const wrong = ['.', ...presentRooms].flatMap((folder) =>
      demandsOf(manifestOf(folder))
        .filter(([name, version]) =>
          roomNames.has(name) ? version !== 'workspace:*' : !/^catalog:[\w-]*$/.test(version),
        )
        .map(([name, version]) => `${folder}/package.json: ${name} ${version}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the catalog holds exact versions', () => {
    const entries = catalogEntries();
    expect(entries.length).toBeGreaterThan(10);
    expect(
      entries.filter(([, version]) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([]);
  });
});

describe('house rules', () => {
  test('the top level stays as it is', () => {
    const entries = readdirSync(root).filter(
      (name) => !name.startsWith('.') && !['node_modules', 'dist', 'coverage'].includes(name),
    );
    expect(entries.filter((name) => !topLevel.includes(name))).toEqual([]);
  });

  test('code stands in files of kebab-case', () => {
    // A Svelte component is named as it is written in markup.
    const wrong = files.filter((file) => {
      const name = posix.basename(file);
      return file.endsWith('.svelte')
        ? !/^([A-Z][A-Za-z0-9]*|[a-z0-9-]+)\.svelte$/.test(name)
        : !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|gen|config|d|svelte))*\.(ts|js|mjs)$/.test(name);
    });
    expect(wrong).toEqual([]);
  });

  test('no file is a drawer for odds and ends', () => {
    const drawers = /([/-](utils?|helpers?|misc)|\/(types?|common|constants))(\.ts$|\.js$|\/)/;
    expect(files.filter((file) => drawers.test(file))).toEqual([]);
  });

  test('nothing is exported without a name', () => {
    const wrong = trees.filter(
      ({ file, nodes }) =>
        !/(\.config\.(ts|js|mjs)|\.svelte)$/.test(file) &&
        nodes.some(({ type }) => type === 'ExportDefaultDeclaration'),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('`!` stands only behind an index that is known to be in range', () => {
    const wrong = trees.flatMap(({ file, nodes, lineOf }) =>
      isTest(file)
        ? []
        : nodes
            .filter(
              ({ type, expression }) => type === 'TSNonNullExpression' && !expression?.computed,
            )
            .map((node) => `${file}:${lineOf(node)}`),
    );
    expect(wrong).toEqual([]);
  });

  test('tests stand beside the code they test', () => {
    const wrong = ['packages', 'apps']
      .flatMap(filesBelow)
      .filter((file) => isTest(file) && !/^(packages|apps)\/[^/]+\/src\//.test(file));
    expect(wrong).toEqual([]);
    expect(
      files.filter((file) => /\/(tests?|__tests__)\//.test(file.replace(/^test\//, ''))),
    ).toEqual([]);
  });
});
