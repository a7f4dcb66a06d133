import { parseSync, type Comment, type Node } from 'oxc-parser';

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Turns each `expression; // → value` of a block of code into an assertion on the same line.
 * `console.log(x); // → value` asserts `x`, and `const a = x; // → value` asserts `a`.
 */
export function withAssertions(code: string, file: string, firstLine: number): string {
  const { program, comments, errors } = parseSync('example.ts', code);
  const lineOf = (offset: number) => firstLine + code.slice(0, offset).split('\n').length - 1;
  if (errors[0]) {
    const line = lineOf(errors[0].labels[0]?.start ?? 0);
    throw new SyntaxError(`${file}:${line} is no TypeScript: ${errors[0].message}`);
  }
  const statements = statementsOf(program);
  return comments.filter(isValue).reduceRight((text, comment) => {
    const place = `${file}:${lineOf(comment.start)}`;
    const statement = statements.findLast(
      ({ end }) => end <= comment.start && !code.slice(end, comment.start).includes('\n'),
    );
    if (!statement) throw new SyntaxError(`${place} shows a value, but of no expression`);
    const value = comment.value.trim().slice(1).trim();
    const shown = (span: Span) =>
      `shown(${code.slice(span.start, span.end)}, (${value}), ${JSON.stringify(place)});`;
    return (
      text.slice(0, statement.start) + assertion(statement, code, shown) + text.slice(comment.start)
    );
  }, code);
}

function isValue(comment: Comment): boolean {
  return comment.type === 'Line' && comment.value.trim().startsWith('→');
}

function assertion(statement: Node, code: string, shown: (span: Span) => string): string {
  if (statement.type === 'VariableDeclaration') {
    const name = statement.declarations.at(-1)?.id ?? statement;
    return `${code.slice(statement.start, statement.end)} ${shown(name)} `;
  }
  if (statement.type !== 'ExpressionStatement') return shown(statement);
  const { expression } = statement;
  const logged =
    expression.type === 'CallExpression' &&
    code.slice(expression.callee.start, expression.callee.end) === 'console.log' &&
    expression.arguments[0];
  return `${shown(logged || expression)} `;
}

/** Every statement whose value can be shown, in the order in which they end. */
function statementsOf(program: Node): Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const child of Object.values(value)) visit(child);
    const { type } = value as Partial<Node>;
    if (type === 'ExpressionStatement' || type === 'VariableDeclaration') found.push(value as Node);
  };
  visit(program);
  return found.toSorted((a, b) => a.end - b.end);
}
