import type { Part } from '../../protocol/parts.ts';
import { cleanMessage } from './clean-text.ts';
import { type Attributes, labelOf, languageOf, sideOf } from './html-attributes.ts';
import { openElement } from './html-elements.ts';
import { mxcOrNone } from './mxc.ts';
import { ownString } from './own.ts';
import type { PartContext } from './part-context.ts';
import { type Frame, isBlock, type RawFrame } from './part-frame.ts';
import { inlineParts } from './text-to-parts.ts';

const maxDepth = 100;
const maxNodes = 5000;
const maxImages = 50;

/**
 * Builds parts from the events of an HTML tokenizer, with a stack of open elements and no recursion. White space
 * collapses as in HTML.
 */
export class PartBuilder {
  readonly context: PartContext;
  /** A limit was met: the rest is not looked at. */
  full = false;
  readonly #root: Part[] = [];
  readonly #stack: Frame[] = [];
  #nodes = 0;
  #images = 0;
  /** What stands before the next text: nothing that a space could follow, a letter, or a space not yet written. */
  #before: 'start' | 'letter' | 'space' = 'start';
  #linkText: string | undefined;
  #raw: RawFrame | undefined;

  constructor(context: PartContext) {
    this.context = context;
  }

  open(tag: string, attributes: Attributes): void {
    this.#count(1);
    if (this.#stack.length >= maxDepth) this.full = true;
    if (this.full) return;
    const frame = this.#frameFor(tag, attributes);
    if (frame.role === 'raw') this.#raw = frame;
    this.#stack.push(frame);
  }

  close(): void {
    if (this.full) return;
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    if (frame === this.#raw) this.#raw = undefined;
    frame.close?.();
    if (frame.block) this.#before = 'start';
  }

  text(data: string): void {
    if (this.full || this.#stack.at(-1)?.role === 'drop') return;
    if (this.#raw !== undefined) {
      this.#raw.text += data;
      return;
    }
    const text = data.replace(/[ \t\n\r\f]+/g, ' ');
    const inner = text.replace(/^ | $/g, '');
    if (text.startsWith(' ') && this.#before === 'letter') this.#before = 'space';
    if (inner === '') return;
    this.#write((this.#before === 'space' ? ' ' : '') + inner);
    this.#before = text.endsWith(' ') ? 'space' : 'letter';
  }

  /** The parts of everything read, once every element is closed; `undefined` where a limit was met. */
  finish(): readonly Part[] | undefined {
    const parts = this.finished(this.#root);
    return this.full ? undefined : parts;
  }

  /** The open element that an item, row, cell or summary belongs to. */
  get parent(): Frame | undefined {
    return this.#stack.findLast((frame) => frame.role !== 'through');
  }

  /** Where the next part goes. */
  get parts(): Part[] {
    return this.#stack.at(-1)?.parts ?? this.#root;
  }

  get inLink(): boolean {
    return this.#linkText !== undefined;
  }

  depthOf(role: Frame['role']): number {
    return this.#stack.filter((frame) => frame.role === role).length;
  }

  /** Hands a finished part to the open element. A block in a list, but in no item of it, becomes an item. */
  add(part: Part): void {
    this.#count(1);
    const { parent } = this;
    if (isBlock(part)) this.#before = 'start';
    if (isBlock(part) && parent?.role === 'list') parent.items.push([part]);
    else this.parts.push(part);
  }

  /** A part that stands in a line, as a word does. */
  addWord(part: Part, text: string): void {
    this.beginWord();
    this.noteText(text);
    this.add(part);
    this.#before = 'letter';
  }

  /** Writes the space that waits, so that it stays outside of what begins now. */
  beginWord(): void {
    if (this.#before !== 'space') return;
    this.#write(' ');
    this.#before = 'start';
  }

  beginBlock(): void {
    this.#before = 'start';
  }

  beginLink(): void {
    this.#linkText = '';
  }

  /** A text that a reader sees, in a link or not. All of it counts: what is unseen could push the rest out of sight. */
  noteText(text: string): void {
    if (this.#linkText !== undefined) this.#linkText += text;
  }

  /** What a reader sees of the link that ends here, as far as it may look like an address. */
  endLink(): string {
    const text = this.#linkText ?? '';
    this.#linkText = undefined;
    return text;
  }

  /** Parts whose element ended: text is cleaned and linked, what would not be shown at the end is dropped. */
  finished(parts: readonly Part[], block = true): Part[] {
    const result: Part[] = [];
    const end = block && parts.at(-1)?.kind === 'break' ? parts.length - 1 : parts.length;
    for (const [index, part] of parts.slice(0, end).entries()) {
      if (part.kind !== 'text') {
        result.push(part);
        continue;
      }
      const text = block && index === end - 1 ? part.text.replace(/ $/, '') : part.text;
      const clean = cleanMessage(text).replaceAll('\n', ' ');
      if (clean === '') continue;
      const pieces: Part[] = this.inLink ? [{ kind: 'text', text: clean }] : inlineParts(clean, this.context);
      this.#count(pieces.length - 1);
      result.push(...pieces);
    }
    return result;
  }

  #frameFor(tag: string, attributes: Attributes): Frame {
    const { parts } = this;
    if (this.#stack.at(-1)?.role === 'drop') return { role: 'drop', parts, block: false };
    if (this.#raw !== undefined) this.#insideRaw(this.#raw, tag, attributes);
    else if (tag === 'br') this.#break();
    else if (tag === 'hr') this.add({ kind: 'rule' });
    else if (tag === 'img') this.#image(attributes);
    else return openElement(tag, attributes, this);
    return { role: 'through', parts, block: false };
  }

  /** Elements within code only carry its text. */
  #insideRaw(raw: RawFrame, tag: string, attributes: Attributes): void {
    if (tag === 'br') raw.text += '\n';
    if (tag === 'code') raw.language ??= languageOf(attributes);
  }

  #break(): void {
    this.#before = 'start';
    this.add({ kind: 'break' });
  }

  /** Only from the homeserver's content repository: any other address would tell its owner who reads. */
  #image(attributes: Attributes): void {
    const mxc = mxcOrNone(ownString(attributes, 'src'));
    const alt = labelOf(attributes, 'alt') || labelOf(attributes, 'title');
    if (mxc === undefined || ++this.#images > maxImages) {
      this.text(alt);
      return;
    }
    const width = sideOf(attributes, 'width');
    const height = sideOf(attributes, 'height');
    this.addWord(
      {
        kind: 'image',
        mxc,
        alt,
        ...(width === undefined ? {} : { width }),
        ...(height === undefined ? {} : { height }),
      },
      alt,
    );
  }

  #write(text: string): void {
    const { parts } = this;
    const last = parts.at(-1);
    this.noteText(text);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else this.add({ kind: 'text', text });
  }

  #count(nodes: number): void {
    this.#nodes += nodes;
    if (this.#nodes > maxNodes) this.full = true;
  }
}
