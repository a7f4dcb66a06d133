import type { Node, SyntaxTree } from './syntax-tree.ts';

export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Erased by the compiler, so nothing is loaded. */
  readonly typeOnly: boolean;
}

/** Everything a file imports: statements, re-exports, `import()`, `import('…')` types. */
export function importsOf({ file, nodes, lineOf }: SyntaxTree): Import[] {
  return nodes.flatMap((node) => {
    const specifier = sourceOf(node)?.value;
    if (typeof specifier !== 'string') return [];
    const kinds = [node.importKind, node.exportKind, node.type];
    const typeOnly = kinds.includes('type') || kinds.includes('TSImportType');
    return [{ file, line: lineOf(node), specifier, typeOnly }];
  });
}

function sourceOf(node: Node): Node | null | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return node.source;
    case 'TSImportType':
      return node.source ?? node.argument;
    case 'TSExternalModuleReference':
      return node.expression;
    default:
      return undefined;
  }
}
