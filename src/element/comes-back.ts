/** The reader comes back to this page from a sign-in; callback.html leaves this for whoever began it. */
export function comesBack(): boolean {
  try {
    return sessionStorage.getItem('wiki-room:redirect-response') !== null;
  } catch {
    return false;
  }
}
