/** Around what is being edited, or is about to be replaced by an editor. A non-editable island counts as the editor's. */
export const edited = '[contenteditable],.cke_widget_wrapper,#xwikicontent.loading';

/** Whether a room may come to life in this element now: on a page that is viewed, and not in an editor or a PDF. */
export function mayLive(place: Element): boolean {
  const said = (window as { XWiki?: { contextaction?: string } }).XWiki?.contextaction;
  // A space may be called so, too: the address counts only where the wiki does not say what it does.
  return (said ? said === 'view' : !/\/export\//.test(location.pathname)) && !place.closest(edited);
}
