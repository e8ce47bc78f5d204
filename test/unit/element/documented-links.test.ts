import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt();

interface Page {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

async function read(file: string): Promise<Page> {
  const tokens = markdown.parse(await readFile(file, 'utf8'), {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const headings = tokens.filter((_, at) => tokens[at - 1]?.type === 'heading_open');
  return {
    links: inline.map((token) => String(token.attrGet('href') ?? token.attrGet('src') ?? '')).filter(isRelative),
    anchors: new Set(headings.map(({ content }) => anchorOf(content))),
  };
}

const isRelative = (link: string): boolean => link !== '' && !URL.canParse(link);

/** As GitHub names a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

it('the links of README, CHANGELOG and docs lead somewhere', async () => {
  const pages = new Map<string, Page>();
  for await (const file of glob(['*.md', 'docs/**/*.md', 'test/**/*.md'])) pages.set(file, await read(file));
  const links = [...pages].flatMap(([file, page]) => page.links.map((link) => ({ file, link })));
  assert.ok(links.length > 20, 'the links are not found');
  const dead = links.filter(({ file, link }) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), decodeURI(path));
    return !existsSync(target) || (anchor !== undefined && pages.get(target)?.anchors.has(anchor) !== true);
  });
  assert.deepEqual(dead, []);
});
