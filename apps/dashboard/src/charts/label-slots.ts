/**
 * Moves labels apart until none is closer than `gap` to the next, in their order, each as near to its place as that
 * allows, all inside [top, bottom] as long as they fit. Returns places in the order given.
 */
export function labelSlots(
  places: readonly number[],
  gap: number,
  top: number,
  bottom: number,
): number[] {
  const order = places.map((_, i) => i).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const slots = order.map((i) => Math.max(top, Math.min(bottom, places[i] ?? 0)));
  for (let i = 1; i < slots.length; i++) {
    slots[i] = Math.max(slots[i] ?? 0, (slots[i - 1] ?? 0) + gap);
  }
  let limit = bottom;
  for (let i = slots.length - 1; i >= 0; i--) {
    slots[i] = Math.min(slots[i] ?? 0, limit);
    limit = (slots[i] ?? 0) - gap;
  }
  const result = Array.from({ length: places.length }, () => 0);
  order.forEach((place, i) => (result[place] = slots[i] ?? 0));
  return result;
}
