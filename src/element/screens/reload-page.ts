/** Loads the page anew, and with it the script. */
export function reloadPage(): void {
  location.reload();
}
