/**
 * Four random u32 from a counter and a key: Philox4x32-10 (Salmon et al. 2011).
 *
 * They go to the globals below, since a function here has one result.
 */
export let random0: u32 = 0;
export let random1: u32 = 0;
export let random2: u32 = 0;
export let random3: u32 = 0;

export function philox(c0: u32, c1: u32, c2: u32, c3: u32, key0: u32, key1: u32): void {
  for (let round = 0; round < 10; ++round) {
    const a = <u64>c0 * 0xd2511f53;
    const b = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(b >> 32) ^ c1 ^ key0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ key1;
    c3 = <u32>a;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  random0 = c0;
  random1 = c1;
  random2 = c2;
  random3 = c3;
}
