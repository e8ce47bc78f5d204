/** For fields: keys typed in them are text, and the page's shortcuts must not hear them. */
export function keepKeys(event: Event): void {
  event.stopPropagation();
}
