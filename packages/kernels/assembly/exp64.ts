/** eˣ in double precision, for x up to 709: 2ⁿ · eʳ with |r| ≤ ½ ln 2, by Taylor's series; 0 below −708. */
export function exp64(x: f64): f64 {
  if (x < -708) return 0;
  const n = nearest(x * 1.4426950408889634);
  const r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10;
  let sum: f64 = 1;
  for (let k: f64 = 14; k > 0; k -= 1) sum = 1 + sum * r / k;
  return sum * reinterpret<f64>((<i64>n + 1023) << 52);
}
