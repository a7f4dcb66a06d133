/** The page's custom properties as colors that a canvas understands: `light-dark()` is resolved, once for each name. */
export function resolvedColors(element: HTMLElement): (variable: string) => string {
  const known = new Map<string, string>();
  return (variable) => {
    const found = known.get(variable) ?? resolve(element, variable);
    known.set(variable, found);
    return found;
  };
}

function resolve(element: HTMLElement, variable: string): string {
  const before = element.style.color;
  element.style.color = `var(${variable})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}
