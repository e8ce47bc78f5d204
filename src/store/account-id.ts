import type { AccountMarker } from '../protocol/services.ts';

/** Whose records: one string of homeserver, user and device, so that no account reaches another's. */
export function accountId(homeserver: string, userId: string, deviceId: string): string {
  return JSON.stringify([homeserver, userId, deviceId]);
}

/** {@link accountId} of a session, or of what is readable of one: a device that took another's place keeps its records. */
export function accountOf(
  homeserver: string,
  { userId, deviceId, records = deviceId }: Pick<AccountMarker, 'userId' | 'deviceId' | 'records'>,
): string {
  return accountId(homeserver, userId, records);
}

/** What every {@link accountId} of a homeserver begins with. */
export function accountPrefix(homeserver: string): string {
  return `${JSON.stringify([homeserver]).slice(0, -1)},`;
}

/** All records of one account in a store whose keys are `[account, …]`: arrays sort after every string. */
export function rangeOfAccount(account: string): IDBKeyRange {
  return IDBKeyRange.bound([account], [account, []]);
}

/** The accounts of one homeserver, in a store keyed by account. */
export function rangeOfHomeserver(homeserver: string): IDBKeyRange {
  const [first, last] = endsOfHomeserver(homeserver);
  return IDBKeyRange.bound(first, last);
}

/** All records of every account of one homeserver but the one, in a store whose keys are `[account, …]`. */
export function rangesOfOthers(homeserver: string, account: string | undefined): IDBKeyRange[] {
  const [first, last] = endsOfHomeserver(homeserver);
  if (account === undefined) return [IDBKeyRange.bound([first], [last])];
  return [IDBKeyRange.bound([first], [account], false, true), IDBKeyRange.bound([account, []], [last])];
}

function endsOfHomeserver(homeserver: string): [first: string, last: string] {
  const prefix = accountPrefix(homeserver);
  return [prefix, `${prefix}\uffff`];
}
