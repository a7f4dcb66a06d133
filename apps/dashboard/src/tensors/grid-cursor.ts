/** Where an arrow key takes a cursor on a grid read row by row; undefined when the key means nothing here. */
export function moveOnGrid(
  key: string,
  index: number,
  count: number,
  columns: number,
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * 4,
    PageDown: columns * 4,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key];
  if (step === undefined) return undefined;
  const next = index + step;
  return next >= 0 && next < count ? next : index;
}

/** Which cell a pointer is over, from its place inside the element. */
export function cellAt(
  point: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
  grid: { readonly rows: number; readonly columns: number },
): { row: number; column: number } {
  const share = (at: number, extent: number, cells: number) =>
    Math.max(0, Math.min(cells - 1, Math.floor((at / extent) * cells) || 0));
  return {
    row: share(point.y, size.height, grid.rows),
    column: share(point.x, size.width, grid.columns),
  };
}
