import type { RulePlan } from './rule.ts';

/** The addresses of slots and scalars whose kernel calls them as the rule does. */
export function operands<Slot extends string, Scalar extends string>(
  plan: RulePlan,
  slots: readonly Slot[],
  scalars: readonly Scalar[],
): Readonly<Record<Slot | Scalar, number>> {
  const addresses = [
    ...slots.map((name) => [name, plan.slot(name)] as const),
    ...scalars.map((name) => [name, plan.scalar(name)] as const),
  ];
  return Object.fromEntries(addresses) as Record<Slot | Scalar, number>;
}
