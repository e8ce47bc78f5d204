/** Around what is being edited, or is about to be replaced by an editor. A non-editable island counts as the editor's. */
const edited = '[contenteditable],.cke_widget_wrapper,#xwikicontent.loading';

/** Whether a room may come to life in this element now: on a page that is viewed, and not in an editor or a PDF. */
export function mayLive(place: Element): boolean {
  const { XWiki: wiki } = window as { XWiki?: { contextaction?: string } };
  // A space may be called so, too: the address counts only where the wiki does not say what it does.
  const action = wiki?.contextaction ?? (/\/export\//.test(location.pathname) ? 'export' : 'view');
  return action === 'view' && !place.closest(edited);
}
