import type { Nodes, Parents, PhrasingContent, Root, Table } from 'mdast';
import { inBlocks, isBlock } from './pasted-blocks.ts';

/** Stands in code for a moment, so that nothing in it is taken for a reference to a character. */
export const guard = '\u{e000}';

/**
 * The tree of what was pasted, as Markdown can say it: no block is in a line, a cell of a table is one line, spaces stand
 * outside of emphasis and links, and what has nothing in it is gone.
 */
export function tidied(tree: Nodes): Root {
  const children = tree.type === 'root' ? tree.children : [tree];
  return { type: 'root', children: inBlocks(tidyAll(children)) };
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

const emphatic: ReadonlySet<string> = new Set(['strong', 'emphasis', 'delete']);
const spanning: ReadonlySet<string> = new Set([...emphatic, 'link']);

function tidyAll<T extends Nodes>(nodes: readonly T[]): T[] {
  const tidied = nodes.flatMap((node) => tidy(node) as T[]);
  return tidied.flatMap((node, index) => {
    if (!emphatic.has(node.type)) return [node];
    const text = textOf(node);
    const isRead =
      isEdge(textOf(tidied[index - 1]).at(-1), text.at(0)) && isEdge(textOf(tidied[index + 1]).at(0), text.at(-1));
    return isRead ? [node] : (childrenOf(node) as T[]);
  });
}

/** Emphasis begins or ends there. Source: CommonMark, "Left-flanking delimiter run". */
function isEdge(outside: string | undefined, inside: string | undefined): boolean {
  const isWord = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
  return isWord(inside) || outside === undefined || /[\s\p{P}]/u.test(outside);
}

function tidy(node: Nodes): Nodes[] {
  if (node.type === 'text') return node.value === '' ? [] : [node];
  if (node.type === 'code' || node.type === 'inlineCode')
    return [{ ...node, value: node.value.replaceAll('&#x', `&${guard}#x`) }];
  if (!('children' in node)) return [node];
  const isSpan = spanning.has(node.type);
  const children = tidyAll(node.children as Nodes[]);
  if (isSpan && children.some(isBlock)) return children;
  if (node.type === 'paragraph' && children.some(isBlock)) return inBlocks(children);
  const copy = { ...node, children: isSpan ? inSpan(children) : children } as Parents;
  if (copy.type === 'link') copy.title = null;
  if (copy.type === 'tableCell' || copy.type === 'heading') copy.children = inOneLine(copy.children);
  if (copy.type === 'listItem' || copy.type === 'blockquote') copy.children = inBlocks(copy.children);
  if (copy.type === 'table') copy.children = withoutEmptyHead(copy.children);
  if (isSpan) return withSpacesOutside(copy);
  return copy.type === 'tableCell' || copy.children.length > 0 ? [copy] : [];
}

/** A span is of one line, and has no emphasis in emphasis but around all of it. */
function inSpan(children: readonly Nodes[]): Nodes[] {
  return children.flatMap((child): readonly Nodes[] => {
    if (child.type === 'break') return [space()];
    return emphatic.has(child.type) && children.length > 1 ? childrenOf(child) : [child];
  });
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

/** Blocks in a cell or a heading come to stand behind each other. */
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

function textOf(node: Nodes | undefined): string {
  if (node === undefined) return '';
  if (node.type === 'break') return '\n';
  return 'value' in node ? node.value : childrenOf(node).map(textOf).join('');
}
