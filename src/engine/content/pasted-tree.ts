import type { Nodes, Parents, PhrasingContent, Root, Table } from 'mdast';

/**
 * The tree of what was pasted, as Markdown can say it: a cell of a table is one line, spaces stand outside of emphasis and
 * links, and what has nothing in it is gone.
 */
export function tidied(tree: Nodes): Root {
  const children = tree.type === 'root' ? tree.children : [tree];
  return { type: 'root', children: tidyAll(children) };
}

/** Whether plain text would lose something: not where all of it is text, one cell, or an address that links to itself. */
export function isFormatted({ children }: Root): boolean {
  const [only] = children;
  if (children.length === 1 && only?.type === 'table') return only.children.flatMap((row) => row.children).length > 1;
  return children.some(isMarked);
}

const unmarked: ReadonlySet<string> = new Set(['text', 'paragraph', 'break', 'html']);

function isMarked(node: Nodes): boolean {
  if (node.type === 'link' && textOf(node) === node.url) return false;
  return !unmarked.has(node.type) || childrenOf(node).some(isMarked);
}

const spanning: ReadonlySet<string> = new Set(['strong', 'emphasis', 'delete', 'link']);

function tidyAll<T extends Nodes>(nodes: readonly T[]): T[] {
  return nodes.flatMap((node) => tidy(node) as T[]);
}

function tidy(node: Nodes): Nodes[] {
  if (!('children' in node)) return node.type === 'text' && node.value === '' ? [] : [node];
  const copy = { ...node, children: tidyAll(node.children as Nodes[]) } as Parents;
  if (copy.type === 'link') copy.title = null;
  if (copy.type === 'tableCell') copy.children = inOneLine(copy.children);
  if (copy.type === 'table') copy.children = withoutEmptyHead(copy.children);
  if (spanning.has(copy.type)) return withSpacesOutside(copy);
  return copy.type === 'tableCell' || copy.children.length > 0 ? [copy] : [];
}

function withSpacesOutside(node: Parents): Nodes[] {
  const text = textOf(node);
  if (text.trim() === '') return text === '' ? [] : [{ type: 'text', value: ' ' }];
  const { children } = node;
  const [first, last] = [children[0], children.at(-1)];
  const before = first?.type === 'text' && /^\s/.test(first.value);
  const after = last?.type === 'text' && /\s$/.test(last.value);
  if (before) first.value = first.value.trimStart();
  if (after) last.value = last.value.trimEnd();
  return [...(before ? [space()] : []), node, ...(after ? [space()] : [])];
}

/** A table must have a head: one that has none begins with its first row. */
function withoutEmptyHead(rows: Table['children']): Table['children'] {
  const [head, ...rest] = rows;
  return head !== undefined && rest.length > 0 && textOf(head).trim() === '' ? rest : rows;
}

/** Blocks in a cell come to stand behind each other. */
function inOneLine(nodes: readonly Nodes[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] => {
    if (node.type === 'break') return [space()];
    if (node.type === 'code')
      return [...gap(index), { type: 'inlineCode', value: node.value.replace(/\s*\n\s*/g, ' ') }];
    if (!('children' in node) || spanning.has(node.type)) return [node as PhrasingContent];
    return [...gap(index), ...inOneLine(node.children)];
  });
}

function gap(index: number): PhrasingContent[] {
  return index > 0 ? [space()] : [];
}

function space(): { type: 'text'; value: string } {
  return { type: 'text', value: ' ' };
}

function childrenOf(node: Nodes): readonly Nodes[] {
  return 'children' in node ? node.children : [];
}

function textOf(node: Nodes): string {
  return 'value' in node ? node.value : childrenOf(node).map(textOf).join('');
}
