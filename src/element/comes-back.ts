/** The reader comes back to this page from a sign-in; callback.html leaves that for whoever began it. */
export function comesBack(): boolean {
  try {
    if (sessionStorage.getItem('wiki-room:redirect-response') === null) return false;
    const visit = JSON.parse(sessionStorage.getItem('wiki-room:redirect') ?? '{}') as { returnTo?: unknown } | null;
    return visit?.returnTo === location.href;
  } catch {
    return false;
  }
}
