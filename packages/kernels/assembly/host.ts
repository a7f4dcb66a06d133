// @ts-ignore: decorator
@external("env", "host") declare function call(index: i32): void;

/** Calls back into the host: how a layer, loss or optimizer written in TypeScript takes part in a plan. */
export function host(index: i32): void {
  call(index);
}
