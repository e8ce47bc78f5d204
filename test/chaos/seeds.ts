/** Runs that are repeated: the first is the everyday one; each seed that ever failed is kept after it, as short as it fails. */
export const seeds: readonly { readonly seed: number; readonly sends: number }[] = [{ seed: 1248, sends: 300 }];
