import type { BlockContent, Nodes, PhrasingContent } from 'mdast';

const blocks: ReadonlySet<string> = new Set([
  ...['blockquote', 'code', 'heading', 'list', 'listItem', 'paragraph'],
  ...['table', 'tableCell', 'tableRow', 'thematicBreak'],
]);

export function isBlock(node: Nodes): boolean {
  return blocks.has(node.type);
}

/** Where there are blocks, lines between them are paragraphs; what is written of both in one line cannot be read again. */
export function inBlocks<T extends Nodes>(nodes: readonly T[]): (T | BlockContent)[] {
  if (!nodes.some(isBlock)) return [...nodes];
  const result: (T | BlockContent)[] = [];
  let line: Nodes[] = [];
  const end = (): void => {
    const isBlank = line.every((node) => node.type === 'break' || (node.type === 'text' && node.value.trim() === ''));
    if (!isBlank) result.push({ type: 'paragraph', children: line as PhrasingContent[] });
    line = [];
  };
  for (const node of nodes) {
    if (!isBlock(node)) {
      line.push(node);
      continue;
    }
    end();
    result.push(node);
  }
  end();
  return result;
}
