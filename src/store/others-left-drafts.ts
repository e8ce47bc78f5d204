import { accountPrefix } from './account-id.ts';

/** Of the names in `localStorage` under which drafts are left, each followed by its account and room. */
export const leftDraftPrefix = 'wiki-room:draft:';

/** Removes what other accounts of the homeserver left; nobody can read it any more. */
export function forgetLeftDraftsOfOthers(homeserver: string, account: string | undefined): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(leftDraftPrefix + accountPrefix(homeserver))) continue;
      if (account === undefined || !name.startsWith(`${leftDraftPrefix}${account}:`)) localStorage.removeItem(name);
    }
  } catch {
    // As above.
  }
}
