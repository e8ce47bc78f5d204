import type { Part } from '../../protocol/parts.ts';
import { cut } from './clean-text.ts';

const maxPlain = 1000;

/** The text of parts without formatting, at most 1,000 characters; what a spoiler hides stays hidden. */
export function plainOfParts(parts: readonly Part[]): string {
  const writer = new PlainWriter();
  writer.write(parts);
  return cut(writer.text.trim(), maxPlain);
}

class PlainWriter {
  text = '';

  write(parts: readonly Part[]): void {
    for (const part of parts) {
      if (this.text.length > maxPlain) return;
      this.#writePart(part);
    }
  }

  #writePart(part: Part): void {
    switch (part.kind) {
      case 'text':
      case 'code':
        this.text += part.text.slice(0, maxPlain + 1);
        return;
      case 'code-block':
        this.#line();
        this.text += part.text.slice(0, maxPlain + 1);
        this.#line();
        return;
      case 'break':
        this.text += '\n';
        return;
      case 'rule':
        this.#line();
        return;
      case 'pill':
        this.text += part.label;
        return;
      case 'image':
        this.text += part.alt;
        return;
      case 'spoiler':
        this.text += part.reason === undefined ? '…' : `(${part.reason}) …`;
        return;
      case 'span':
      case 'colour':
      case 'link':
        this.write(part.parts);
        return;
      case 'block':
      case 'heading':
        this.#block(part.parts);
        return;
      case 'details':
        this.#block(part.summary);
        this.#block(part.parts);
        return;
      case 'list':
        this.#list(part.ordered, part.start ?? 1, part.items);
        return;
      case 'table':
        for (const row of part.rows) {
          this.#line();
          for (const [index, cell] of row.entries()) {
            if (index > 0) this.text += '\t';
            this.write(cell.parts);
          }
        }
        this.#line();
        return;
    }
  }

  #list(ordered: boolean, start: number, items: readonly (readonly Part[])[]): void {
    for (const [index, item] of items.entries()) {
      if (this.text.length > maxPlain) return;
      this.#line();
      this.text += ordered ? `${start + index}. ` : '• ';
      this.write(item);
    }
    this.#line();
  }

  #block(parts: readonly Part[]): void {
    this.#line();
    this.write(parts);
    this.#line();
  }

  #line(): void {
    if (this.text !== '' && !this.text.endsWith('\n')) this.text += '\n';
  }
}
