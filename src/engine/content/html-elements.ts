import type { Part, SpanPart } from '../../protocol/parts.ts';
import { cleanMessage } from './clean-text.ts';
import { type Attributes, colourOf, labelOf, languageOf, startOf } from './html-attributes.ts';
import { openCell, openRow, openTable } from './html-table.ts';
import { linkPart } from './link-part.ts';
import { linkTarget } from './link-target.ts';
import { block, inline, through } from './open-frame.ts';
import { own, ownString } from './own.ts';
import type { PartBuilder } from './part-builder.ts';
import { type DetailsFrame, type Frame, isBlock, type ListFrame, type RawFrame } from './part-frame.ts';

type Open = (attributes: Attributes, builder: PartBuilder, tag: string) => Frame;

const maxDetails = 3;

/**
 * Elements the Client-Server API allows, by tag name, and a few older names of the same. Every other element is
 * dropped and its children kept, but for those of {@link dropped}.
 */
const elements: ReadonlyMap<string, Open> = new Map<string, Open>([
  ...spans('b', ['b', 'strong']),
  ...spans('i', ['i', 'em']),
  ...spans('u', ['u', 'ins']),
  ...spans('s', ['s', 'del', 'strike']),
  ...spans('sub', ['sub']),
  ...spans('sup', ['sup']),
  ['span', openSpan],
  ['font', openSpan],
  ['a', openLink],
  ['code', openCode],
  ['tt', openCode],
  ['pre', openCodeBlock],
  ['p', openParagraph],
  ['div', openParagraph],
  ['caption', openParagraph],
  ['blockquote', openQuote],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag): [string, Open] => [tag, openHeading]),
  ['ul', openList],
  ['ol', openList],
  ['li', openItem],
  ['table', openTable],
  ['tr', openRow],
  ['th', openCell],
  ['td', openCell],
  ['details', openDetails],
  ['summary', openSummary],
]);

/** What stands in these is not text of the message; `mx-reply` is a quote its sender could have made up. */
const dropped: ReadonlySet<string> = new Set([
  'mx-reply',
  ...['script', 'style', 'title', 'head', 'template', 'noscript', 'noembed', 'noframes', 'xmp', 'plaintext'],
  ...['iframe', 'frameset', 'object', 'applet', 'embed', 'svg', 'math', 'canvas', 'audio', 'video'],
  ...['select', 'option', 'textarea', 'datalist'],
]);

export function openElement(tag: string, attributes: Attributes, builder: PartBuilder): Frame {
  if (dropped.has(tag)) return { role: 'drop', parts: builder.parts, block: false };
  return elements.get(tag)?.(attributes, builder, tag) ?? through(builder);
}

function spans(tag: SpanPart['tag'], names: readonly string[]): [string, Open][] {
  return names.map((name) => [
    name,
    (_attributes, builder) => inline(builder, (parts) => builder.add({ kind: 'span', tag, parts })),
  ]);
}

function openSpan(attributes: Attributes, builder: PartBuilder, tag: string): Frame {
  const colour = colourOf(attributes, 'data-mx-color') ?? (tag === 'font' ? colourOf(attributes, 'color') : undefined);
  const background = colourOf(attributes, 'data-mx-bg-color');
  const spoiler = own(attributes, 'data-mx-spoiler') !== undefined;
  if (colour === undefined && background === undefined && !spoiler) return through(builder);
  const reason = labelOf(attributes, 'data-mx-spoiler');
  builder.noteText(` ${reason} `);
  return inline(builder, (parts) => {
    const coloured: readonly Part[] =
      colour === undefined && background === undefined
        ? parts
        : [
            {
              kind: 'colour',
              ...(colour === undefined ? {} : { colour }),
              ...(background === undefined ? {} : { background }),
              parts,
            },
          ];
    if (spoiler) builder.add({ kind: 'spoiler', ...(reason === '' ? {} : { reason }), parts: coloured });
    else for (const part of coloured) builder.add(part);
  });
}

function openLink(attributes: Attributes, builder: PartBuilder): Frame {
  const target = linkTarget(ownString(attributes, 'href') ?? '');
  if (target === undefined || builder.inLink) return through(builder);
  const { room } = builder.context;
  if (target.kind === 'user' || target.kind === 'room') {
    const pill = linkPart(target, [], '', room);
    builder.addWord(pill, '');
    return { role: 'drop', parts: builder.parts, block: false };
  }
  const frame = inline(builder, (parts) => builder.add(linkPart(target, parts, builder.endLink(), room)));
  builder.beginLink();
  return { ...frame, close: () => (frame.close?.(), void builder.endLink()) };
}

function openCode(_attributes: Attributes, builder: PartBuilder): RawFrame {
  const frame: RawFrame = {
    role: 'raw',
    parts: builder.parts,
    block: false,
    text: '',
    language: undefined,
    close: () => {
      const text = cleanMessage(frame.text);
      if (text !== '') builder.addWord({ kind: 'code', text }, text);
    },
  };
  return frame;
}

function openCodeBlock(attributes: Attributes, builder: PartBuilder): RawFrame {
  const frame: RawFrame = {
    role: 'raw',
    parts: builder.parts,
    block: true,
    text: '',
    language: languageOf(attributes),
    close: () => {
      const text = cleanMessage(frame.text).replace(/^\n/, '').replace(/\n$/, '');
      const { language } = frame;
      // A line of its own within the link.
      builder.noteText(` ${text} `);
      if (text !== '') builder.add({ kind: 'code-block', text, ...(language === undefined ? {} : { language }) });
    },
  };
  return frame;
}

/** A `div` around blocks only is no paragraph of its own. */
function openParagraph(_attributes: Attributes, builder: PartBuilder): Frame {
  return block(builder, (parts) => {
    if (!parts.every(isBlock)) builder.add({ kind: 'block', tag: 'paragraph', parts });
    else for (const part of parts) builder.add(part);
  });
}

function openQuote(_attributes: Attributes, builder: PartBuilder): Frame {
  return block(builder, (parts) => builder.add({ kind: 'block', tag: 'quote', parts }));
}

function openHeading(_attributes: Attributes, builder: PartBuilder, tag: string): Frame {
  const level = Number(tag.slice(1));
  return block(builder, (parts) => builder.add({ kind: 'heading', level, parts }));
}

function openList(attributes: Attributes, builder: PartBuilder, tag: string): Frame {
  builder.beginBlock();
  const ordered = tag === 'ol';
  const start = ordered ? startOf(attributes) : undefined;
  const parts: Part[] = [];
  const frame: ListFrame = {
    role: 'list',
    parts,
    block: true,
    items: [],
    close: () => {
      // Text between the items stands before the list, as a browser would show it out of line.
      for (const part of builder.finished(parts)) builder.add(part);
      const { items } = frame;
      if (items.length > 0) {
        builder.add({ kind: 'list', ordered, ...(start === undefined ? {} : { start }), items });
      }
    },
  };
  return frame;
}

function openItem(attributes: Attributes, builder: PartBuilder): Frame {
  const { parent } = builder;
  if (parent?.role !== 'list') return openParagraph(attributes, builder);
  return block(builder, (parts) => void parent.items.push(parts));
}

function openDetails(attributes: Attributes, builder: PartBuilder): Frame {
  if (builder.depthOf('details') >= maxDetails) return openParagraph(attributes, builder);
  builder.beginBlock();
  const parts: Part[] = [];
  const frame: DetailsFrame = {
    role: 'details',
    parts,
    block: true,
    summary: undefined,
    close: () => {
      const finished = builder.finished(parts);
      const { summary = [] } = frame;
      if (finished.length + summary.length > 0) builder.add({ kind: 'details', summary, parts: finished });
    },
  };
  return frame;
}

function openSummary(attributes: Attributes, builder: PartBuilder): Frame {
  const { parent } = builder;
  if (parent?.role !== 'details' || parent.summary !== undefined) return openParagraph(attributes, builder);
  return block(builder, (parts) => (parent.summary = parts));
}
