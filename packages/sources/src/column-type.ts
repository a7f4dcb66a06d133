/** What the text of a column stands for. */
export type ColumnType = 'string' | 'number' | 'boolean' | 'date';

const converters: { readonly [T in ColumnType]: (text: string) => unknown } = {
  string: (text) => text,
  number: (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return Number.isNaN(value) ? undefined : value;
  },
  boolean: (text) => ({ true: true, false: false, 1: true, 0: false })[text.trim().toLowerCase()],
  date: (text) => {
    const value = new Date(text);
    return Number.isNaN(value.getTime()) ? undefined : value;
  },
};

/**
 * A function that puts values in the place of a row's texts, and says what is wrong when one isn't of its type.
 * Undefined when there is nothing to convert.
 */
export function convertRow(types: {
  readonly [column: string]: ColumnType;
}): ((row: Record<string, unknown>) => string | undefined) | undefined {
  const columns = Object.entries(types).filter(([, type]) => type !== 'string');
  if (columns.length === 0) return undefined;
  return (row) => {
    for (const [column, type] of columns) {
      const text = row[column];
      if (typeof text !== 'string') continue; // a column that wasn't asked for
      const value = converters[type](text);
      if (value === undefined) return `column "${column}" must be a ${type}, it is "${text}"`;
      row[column] = value;
    }
    return undefined;
  };
}
