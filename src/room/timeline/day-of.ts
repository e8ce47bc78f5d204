const offsets = new Map<number, number>();

/**
 * A number that counts days in the reader's time zone, so that two times of one local day give the same. Asking `Date`
 * for every row of a long room is slow; the offset from UTC changes on whole quarters of an hour only.
 */
export function dayOf(ts: number): number {
  const quarter = Math.floor(ts / 900_000);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    if (offsets.size > 5_000) offsets.clear();
    offset = new Date(ts).getTimezoneOffset() * 60_000;
    offsets.set(quarter, offset);
  }
  return Math.floor((ts - offset) / 86_400_000);
}
