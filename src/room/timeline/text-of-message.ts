import type { ListPart, Part, TablePart } from '../../protocol/parts.ts';
import { asRoomAddress } from '../../protocol/room-address.ts';
import type { MessageBody } from '../../protocol/row.ts';

/** The whole text of a message as it is read, with what its spoilers hide; of a file its caption, or else its name. */
export function textOfMessage(body: MessageBody): string {
  return 'source' in body ? textOfParts(body.caption) || body.name : textOfParts(body.parts);
}

/** `apart`: what stands between blocks. */
function textOfParts(parts: readonly Part[], apart = '\n\n'): string {
  const writer = new TextWriter(apart);
  writer.write(parts);
  return writer.text.trimEnd();
}

class TextWriter {
  text = '';
  readonly #apart: string;
  /** A block has ended, or begins. */
  #isApart = false;

  constructor(apart: string) {
    this.#apart = apart;
  }

  write(parts: readonly Part[]): void {
    for (const part of parts) this.#part(part);
  }

  #part(part: Part): void {
    switch (part.kind) {
      case 'text':
      case 'code':
        return this.#add(part.text);
      case 'break':
        return this.#add('\n');
      case 'pill':
        return this.#add(part.label);
      case 'image':
        return this.#add(part.alt);
      case 'span':
      case 'colour':
        return this.write(part.parts);
      case 'spoiler':
        if (part.reason !== undefined) this.#add(`(${part.reason}) `);
        return this.write(part.parts);
      case 'link': {
        const before = this.text.length;
        this.write(part.parts);
        const shown = this.text.slice(before).trim();
        if (shown === '') this.#add(part.href);
        else if (!isAddress(shown, part.href)) this.#add(` (${part.href})`);
        return;
      }
      case 'rule':
        return this.#block('---');
      case 'code-block':
        return this.#block(part.text);
      case 'heading':
        return this.#block(textOfParts(part.parts));
      case 'block': {
        const text = textOfParts(part.parts);
        return this.#block(part.tag === 'quote' ? text.replaceAll(/^/gm, '> ') : text);
      }
      case 'details':
        this.#block(textOfParts(part.summary));
        return this.#block(textOfParts(part.parts));
      case 'list':
        return this.#block(textOfList(part));
      case 'table':
        return this.#block(textOfTable(part));
    }
  }

  #block(text: string): void {
    this.#isApart = true;
    this.#add(text);
    this.#isApart = true;
  }

  #add(text: string): void {
    if (text === '') return;
    if (this.#isApart && this.text !== '') this.text = this.text.trimEnd() + this.#apart;
    this.#isApart = false;
    this.text += text;
  }
}

/** With the marks that are seen; further lines of an item begin under its first. */
function textOfList({ ordered, start = 1, items }: ListPart): string {
  return items
    .map((item, index) => {
      const mark = ordered ? `${start + index}. ` : '• ';
      return mark + textOfParts(item, '\n').replaceAll(/\n(?=.)/g, `\n${' '.repeat(mark.length)}`);
    })
    .join('\n');
}

/** As a spreadsheet takes it. */
function textOfTable({ rows }: TablePart): string {
  return rows
    .map((cells) => cells.map(({ parts }) => textOfParts(parts, ' ').replaceAll(/\s+/g, ' ')).join('\t'))
    .join('\n');
}

/** Whether the text of a link is its address, as it was written or as browsers write it. */
function isAddress(text: string, href: string): boolean {
  const address = asRoomAddress(href);
  if (address !== undefined) {
    const shown = asRoomAddress(text);
    return shown?.room === address.room && shown.eventId === address.eventId;
  }
  return ['', 'https://', 'http://', 'mailto:'].some((scheme) => {
    const url = scheme + text;
    return URL.canParse(url) && new URL(url).href === href;
  });
}
