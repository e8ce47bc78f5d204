import type { Element, ElementContent, Root } from 'hast';
import type { Attributes } from './html-attributes.ts';
import { ownString } from './own.ts';
import { propertiesOf, roleOf } from './pasted-elements.ts';
import type { Role } from './pasted-elements.ts';

/** What is made of a tree takes longer with every level of it. */
const maxDepth = 100;
const maxNodes = 10_000;
/** As many as a table has once all its rows are as long as the longest. */
const maxCells = 20_000;

interface Frame {
  readonly role: Role;
  /** Where its children go. */
  readonly parent: Root | Element;
  /** What is said of them already. */
  readonly said: ReadonlySet<string>;
}

/** The rows and cells of a table, as far as it has been read. */
interface Grid {
  rows: number;
  cells: number;
  widest: number;
}

/** Builds a tree from the events of an HTML tokenizer: of what means something in Markdown, and within limits. */
export class HastBuilder {
  readonly root: Root = { type: 'root', children: [] };
  /** A limit was met: the rest is not looked at. */
  full = false;
  readonly #stack: Frame[] = [];
  readonly #grids: Grid[] = [];
  #silent = 0;
  #nodes = 0;

  open(tag: string, attributes: Attributes): void {
    if (this.#stack.length >= maxDepth) this.full = true;
    if (this.full) return;
    const frame = this.#frameFor(tag, attributes);
    if (frame.role === 'silent') this.#silent++;
    // Only a picture that lies on the homeserver could be shown in a message.
    if (tag === 'img') this.text(ownString(attributes, 'alt') ?? '');
    this.#stack.push(frame);
  }

  text(value: string): void {
    if (this.full || this.#silent > 0) return;
    const { parent } = this.#top;
    // Code begins behind the first line break. Source: HTML, "The pre element".
    const isCode = parent.type === 'element' && parent.tagName === 'pre' && parent.children.length === 0;
    this.#write(isCode ? value.replace(/^\n/, '') : value);
  }

  close(): void {
    if (this.full) return;
    const { role, parent } = this.#stack.pop() ?? this.#top;
    if (role === 'silent') this.#silent--;
    else if (role === 'through' || parent.type === 'root') return;
    else if (parent.tagName === 'table') this.#grids.pop();
    else if (role !== 'block') this.#dropBlank(parent);
  }

  get #top(): Frame {
    return this.#stack.at(-1) ?? { role: 'through', parent: this.root, said: new Set() };
  }

  #frameFor(tagName: string, attributes: Attributes): Frame {
    const top = this.#top;
    const role = roleOf(tagName, attributes);
    if (role === 'silent') return { ...top, role };
    const isSaid = typeof role === 'object' && top.said.has(role.span);
    if (role === 'through' || isSaid || this.#silent > 0) return { ...top, role: 'through' };
    const parent: Element = { type: 'element', tagName, properties: propertiesOf(attributes), children: [] };
    this.#add(parent);
    this.#count(parent);
    return { role, parent, said: saidIn(role, top.said) };
  }

  #write(value: string): void {
    const last = this.#top.parent.children.at(-1);
    if (last?.type === 'text') last.value += value;
    else if (value !== '') this.#add({ type: 'text', value });
  }

  #add(node: ElementContent): void {
    if (++this.#nodes > maxNodes) this.full = true;
    this.#top.parent.children.push(node);
  }

  /** In a row of them each would be compared with all that follow. */
  #dropBlank({ children }: Element): void {
    const [first] = children;
    if (children.length > 1 || (first !== undefined && (first.type !== 'text' || first.value.trim() !== ''))) return;
    this.#top.parent.children.pop();
    if (first?.type === 'text') this.#write(first.value);
  }

  /** Rows of a table that are short are filled up. */
  #count({ tagName, properties }: Element): void {
    if (tagName === 'table') this.#grids.push({ rows: 0, cells: 0, widest: 0 });
    const grid = this.#grids.at(-1);
    if (grid === undefined) return;
    if (tagName === 'tr') {
      grid.rows++;
      grid.cells = 0;
    } else if (tagName === 'td' || tagName === 'th') {
      grid.cells += Number(properties['colSpan'] ?? 1);
      grid.widest = Math.max(grid.widest, grid.cells);
    }
    if (grid.rows * grid.widest > maxCells) this.full = true;
  }
}

/** Emphasis ends where a block begins: Markdown cannot write it around one. */
function saidIn(role: Exclude<Role, 'silent' | 'through'>, said: ReadonlySet<string>): ReadonlySet<string> {
  if (role === 'block') return new Set([...said].filter((span) => !emphatic.has(span)));
  return new Set([...said, role.span]);
}

const emphatic: ReadonlySet<string> = new Set(['strong', 'emphasis']);
