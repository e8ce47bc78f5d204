/**
 * lit-html 3.3.3 removes a line of `repeat` with its first marker and leaves the last one behind: after a long scroll
 * thousands of empty comments would stand in the list. A line is one element between two markers, so a marker beside
 * which there is no element belongs to no line.
 */
export function sweepMarkers(list: Element): void {
  let node = list.firstChild;
  while (node !== null) {
    const next = node.nextSibling;
    if (isMarker(node) && isComment(node.previousSibling) && isComment(next)) list.removeChild(node);
    node = next;
  }
}

/** Markers of lines are empty; those of a template's own places are not. */
function isMarker(node: Node): boolean {
  return isComment(node) && node.nodeValue === '';
}

function isComment(node: Node | null): boolean {
  return node?.nodeType === Node.COMMENT_NODE;
}
